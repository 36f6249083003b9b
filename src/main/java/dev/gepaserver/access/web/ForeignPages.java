package dev.gepaserver.access.web;

import dev.gepaserver.access.Door;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps pages of others from using the service through the browser of somebody who may: requests
 * that change something must not come from another site, and a service that is open because it is
 * on loopback answers to names of loopback only, so that no name is rebound to it.
 */
final class ForeignPages extends OncePerRequestFilter {

  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|[^:]+\\.localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");

  private final Door door;
  private final Refusals refusals;

  ForeignPages(Door door, Refusals refusals) {
    this.door = door;
    this.refusals = refusals;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String host = request.getHeader(HttpHeaders.HOST);
    if (door.isOpen() && door.isLoopback() && !isLoopback(host)) {
      refusals.strange(
          request,
          response,
          "this service needs no key since only this machine gets to it, and so answers to"
              + " localhost only; set gepa.access.mode=closed to reach it under other names");
    } else if (!AccessRules.looking(request)
        && request.getHeader(HttpHeaders.AUTHORIZATION) == null
        && isForeign(request, host)) {
      refusals.strange(request, response, "a page of another site may not do this");
    } else {
      chain.doFilter(request, response);
    }
  }

  /** No browser leaves the header out. */
  private static boolean isLoopback(@Nullable String host) {
    return host == null || LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }

  private static boolean isForeign(HttpServletRequest request, @Nullable String host) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin != null && !isOf(origin, host);
  }

  private static boolean isOf(String origin, @Nullable String host) {
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
