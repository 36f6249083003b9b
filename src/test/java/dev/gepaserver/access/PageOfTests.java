package dev.gepaserver.access;

import org.springframework.boot.test.context.TestComponent;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** Stands for any page of the service that has a form, and buttons for those who may. */
@TestComponent
@RestController
class PageOfTests {

  static final String PATH = "/test/page";
  static final String ROLE_PATH = "/test/role";

  private final CurrentRole current;

  PageOfTests(CurrentRole current) {
    this.current = current;
  }

  /** What whoever looks may do. */
  @GetMapping(ROLE_PATH)
  String role() {
    return current.role().map(Role::wireName).orElse("none")
        + (current.includes(Role.OPERATOR) ? " and submits" : "");
  }

  /** The token that the page's form would send along. */
  @GetMapping(PATH)
  String token(@RequestAttribute("_csrf") CsrfToken token) {
    return token.getToken();
  }
}
