package dev.gepaserver.access.web;

import dev.gepaserver.access.KeyHolder;
import dev.gepaserver.common.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Tells who may not come in: programs by a problem, browsers that look for a page by the login. */
@Component
class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {

  private static final String FORBIDDEN = "forbidden";

  private final HandlerExceptionResolver problems;

  Refusals(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
    this.problems = problems;
  }

  /** No key, or none that is known. */
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException why) {
    boolean shown = why instanceof BadCredentialsException;
    if (!shown && looksForPage(request)) {
      response.setStatus(HttpServletResponse.SC_FOUND);
      response.setHeader(HttpHeaders.LOCATION, request.getContextPath() + AccessRules.LOGIN);
      return;
    }
    response.setHeader(
        HttpHeaders.WWW_AUTHENTICATE,
        "Bearer realm=\"gepa-server\"" + (shown ? ", error=\"invalid_token\"" : ""));
    String detail =
        shown
            ? String.valueOf(why.getMessage())
            : "a key is needed: send it as 'Authorization: Bearer KEY'";
    refuse(request, response, new ApiException(401, "unauthorized", detail));
  }

  /**
   * A login that failed; keeps nothing of it, unlike the framework, which opens a session for it.
   */
  void login(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException why) {
    if (why instanceof LoginCheck.TooManyLogins hasty) {
      tooMany(request, response, hasty.perMinute(), hasty.pause());
      return;
    }
    response.setStatus(HttpServletResponse.SC_FOUND);
    response.setHeader(
        HttpHeaders.LOCATION, request.getContextPath() + AccessRules.LOGIN + "?error");
  }

  /** A key that may not do this, or a form that is none of ours. */
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException why) {
    String detail =
        why instanceof CsrfException
            ? "the CSRF token of the page is missing or not the browser's; load the page again"
            : SecurityContextHolder.getContext().getAuthentication()
                    instanceof KeyAuthentication key
                ? roleTooSmall(key.holder(), request)
                : "this is not allowed";
    refuse(request, response, new ApiException(403, FORBIDDEN, detail));
  }

  private static String roleTooSmall(KeyHolder holder, HttpServletRequest request) {
    return "key '%s' has the role %s, which does not allow %s here"
        .formatted(holder.name(), holder.role().wireName(), request.getMethod());
  }

  /** A request that came where it should not, or from where it should not. */
  void strange(HttpServletRequest request, HttpServletResponse response, String detail) {
    refuse(request, response, new ApiException(403, FORBIDDEN, detail));
  }

  /** One request too many. */
  void tooMany(
      HttpServletRequest request, HttpServletResponse response, int perMinute, Duration wait) {
    long seconds = wait.plusSeconds(1).minusNanos(1).toSeconds();
    response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    refuse(
        request,
        response,
        new ApiException(
            429,
            "rate-limited",
            "this key may make %,d requests a minute; the next one in %d s"
                .formatted(perMinute, seconds)));
  }

  private void refuse(
      HttpServletRequest request, HttpServletResponse response, ApiException problem) {
    problems.resolveException(request, response, null, problem);
  }

  private static boolean looksForPage(HttpServletRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return HttpMethod.GET.matches(request.getMethod())
        && accept != null
        && accept.toLowerCase(Locale.ROOT).contains("text/html")
        && !AccessRules.ofPrograms(request);
  }
}
