package dev.gepaserver.console.web;

import dev.gepaserver.access.CurrentRole;
import dev.gepaserver.access.Door;
import dev.gepaserver.access.Role;
import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Caller;
import dev.gepaserver.common.InvalidInputException;
import java.util.stream.Collectors;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.servlet.ModelAndView;

/** What all pages know, and the page for what went wrong. */
@ControllerAdvice(annotations = ConsolePage.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class PageAdvice {

  private static final String VIEWER = "viewer";
  private static final String ASSETS = "assets";

  private static final String SHOWN = "shown";

  private final Assets assets;
  private final CurrentRole role;
  private final Door door;
  private final Shown shown = new Shown();

  PageAdvice(Assets assets, CurrentRole role, Door door) {
    this.assets = assets;
    this.role = role;
    this.door = door;
  }

  /** Puts values into words. */
  @ModelAttribute(SHOWN)
  Shown shown() {
    return shown;
  }

  /** Addresses of static files; templates may not ask for a bean where an address is made. */
  @ModelAttribute(ASSETS)
  Assets assets() {
    return assets;
  }

  @ModelAttribute(VIEWER)
  Viewer viewer() {
    return new Viewer(Caller.currentName(), role.includes(Role.OPERATOR), door.isOpen());
  }

  @ExceptionHandler
  ModelAndView told(ApiException e) {
    return page(e.status(), String.valueOf(e.getMessage()));
  }

  @ExceptionHandler
  ModelAndView refused(InvalidInputException e) {
    String faults =
        e.faults().stream()
            .map(fault -> fault.pointer() + ": " + fault.detail())
            .collect(Collectors.joining("; "));
    return page(HttpStatus.BAD_REQUEST.value(), faults);
  }

  private ModelAndView page(int status, String detail) {
    ModelAndView page = new ModelAndView("console/error", HttpStatusCode.valueOf(status));
    HttpStatus known = HttpStatus.resolve(status);
    page.addObject("heading", known == null ? "Not possible" : known.getReasonPhrase());
    page.addObject("detail", detail);
    page.addObject(SHOWN, shown);
    page.addObject(ASSETS, assets);
    page.addObject(VIEWER, viewer());
    return page;
  }
}
