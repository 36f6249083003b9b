package dev.gepaserver.access.web;

import dev.gepaserver.access.Door;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps pages of others from using the service through the browser of somebody who may: requests
 * that change something must not come from another site, and an open service answers to names only
 * that nobody else can own, so that no name is rebound to it, and to no proxy that it was not told
 * of.
 */
final class ForeignPages extends OncePerRequestFilter {

  private static final String LOCAL_ONLY =
      "this service needs no key since only this machine gets to it, and so answers to localhost"
          + " only; set gepa.access.mode=closed to reach it under other names";
  private static final String KNOWN_ONLY =
      "this service needs no key, and so answers to names only that gepa.access.hosts lists";

  private static final String FORWARDED =
      "this request came by way of a proxy (%s), and this service needs no key since only this"
          + " machine is to get to it; set gepa.access.mode=closed, or open where whoever reaches"
          + " the proxy may do everything";
  private static final List<String> OF_PROXIES =
      List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Via");

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
    // No browser leaves the header out.
    @Nullable String proxy = proxyHeader(request);
    if (proxy != null && !door.takesForwarded()) {
      refusals.strange(request, response, FORWARDED.formatted(proxy));
    } else if (door.isOpen() && host != null && !door.answersTo(host)) {
      refusals.strange(request, response, door.isLoopback() ? LOCAL_ONLY : KNOWN_ONLY);
    } else if (!AccessRules.looking(request)
        && request.getHeader(HttpHeaders.AUTHORIZATION) == null
        && isForeign(request, host)) {
      refusals.strange(request, response, "a page of another site may not do this");
    } else {
      chain.doFilter(request, response);
    }
  }

  private static @Nullable String proxyHeader(HttpServletRequest request) {
    return OF_PROXIES.stream()
        .filter(name -> request.getHeader(name) != null)
        .findFirst()
        .orElse(null);
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
