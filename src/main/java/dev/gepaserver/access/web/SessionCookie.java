package dev.gepaserver.access.web;

import dev.gepaserver.access.KeyHolder;
import dev.gepaserver.access.Sessions;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/** The cookie of a browser that is logged in: read with each request, set and taken back. */
@Component
class SessionCookie implements SecurityContextRepository {

  private static final String NAME = "gepa_session";

  private final Sessions sessions;

  SessionCookie(Sessions sessions) {
    this.sessions = sessions;
  }

  /** Whether a request has the cookie, whatever that is worth. */
  static boolean in(HttpServletRequest request) {
    return WebUtils.getCookie(request, NAME) != null;
  }

  /** Whose session a request's cookie is of. */
  Optional<KeyHolder> holder(HttpServletRequest request) {
    return token(request).flatMap(sessions::find);
  }

  @Override
  @SuppressWarnings("deprecation")
  public SecurityContext loadContext(HttpRequestResponseHolder exchange) {
    return holder(exchange.getRequest())
        .<SecurityContext>map(holder -> new SecurityContextImpl(new KeyAuthentication(holder)))
        .orElseGet(SecurityContextHolder::createEmptyContext);
  }

  /** Begins a session for whoever has just shown a key; for nobody, ends the one there is. */
  @Override
  public void saveContext(
      SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
    token(request).ifPresent(sessions::end);
    if (context.getAuthentication() instanceof KeyAuthentication shown) {
      String token = sessions.begin(shown.holder().keyId());
      set(request, response, token, sessions.length());
    } else {
      set(request, response, "", Duration.ZERO);
    }
  }

  @Override
  public boolean containsContext(HttpServletRequest request) {
    return in(request);
  }

  private static Optional<String> token(HttpServletRequest request) {
    @Nullable Cookie cookie = WebUtils.getCookie(request, NAME);
    return Optional.ofNullable(cookie).map(Cookie::getValue);
  }

  private static void set(
      HttpServletRequest request, HttpServletResponse response, String token, Duration age) {
    ResponseCookie cookie =
        ResponseCookie.from(NAME, token)
            .path(request.getContextPath() + "/")
            .httpOnly(true)
            .secure(request.isSecure())
            .sameSite("Strict")
            .maxAge(age)
            .build();
    response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
  }
}
