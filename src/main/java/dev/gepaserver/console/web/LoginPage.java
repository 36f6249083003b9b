package dev.gepaserver.console.web;

import org.springframework.http.MediaType;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Asks for a key. */
@ConsolePage
class LoginPage {

  /** The form; it is answered by whoever guards the service. */
  @GetMapping(path = "/login", produces = MediaType.TEXT_HTML_VALUE)
  String form(@RequestParam MultiValueMap<String, String> query, Model model) {
    model.addAttribute("refused", query.containsKey("error"));
    model.addAttribute("left", query.containsKey("logout"));
    return "console/login";
  }
}
