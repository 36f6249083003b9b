package dev.gepaserver.console.web;

import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.resource.ResourceUrlProvider;

/** Tells templates the addresses of static files. */
@Component
class Assets {

  private final ResourceUrlProvider urls;

  Assets(ResourceUrlProvider urls) {
    this.urls = urls;
  }

  /**
   * The address of a file, with the hash of its content.
   *
   * @throws NullPointerException where there is no such file
   */
  public String url(String file) {
    return Objects.requireNonNull(urls.getForLookupPath("/assets/" + file), file);
  }
}
