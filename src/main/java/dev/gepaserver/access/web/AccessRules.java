package dev.gepaserver.access.web;

import static org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher.pathPattern;

import dev.gepaserver.access.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Which role a request takes; the one place that knows. */
final class AccessRules {

  /** Where browsers log in. */
  static final String LOGIN = "/login";

  /** Where they log out. */
  static final String LOGOUT = "/logout";

  private static final RequestMatcher FREE =
      any("/actuator/health", "/actuator/health/**", LOGIN, "/assets/**", "/webjars/**");
  private static final RequestMatcher ADMIN = any("/api/v1/keys/**", "/api/v1/audit/**");
  private static final RequestMatcher LOOKING =
      new OrRequestMatcher(
          Stream.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS)
              .<RequestMatcher>map(method -> pathPattern(method, "/**"))
              .toList());
  private static final RequestMatcher PROGRAMS = any("/api/**", "/v3/**", "/actuator/**");

  private AccessRules() {}

  /** Whether a request takes no key. */
  static boolean free(HttpServletRequest request) {
    return FREE.matches(request);
  }

  /** Whether a path is for programs rather than for people with a browser. */
  static boolean ofPrograms(HttpServletRequest request) {
    return PROGRAMS.matches(request);
  }

  /** Whether a request by itself changes nothing. */
  static boolean looking(HttpServletRequest request) {
    return LOOKING.matches(request);
  }

  /** Says which role each request takes; what no rule names takes an operator. */
  static void apply(
      AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry
          requests) {
    requests
        .requestMatchers(FREE)
        .permitAll()
        .requestMatchers(ADMIN)
        .hasAuthority(Role.ADMIN.authority())
        .requestMatchers(LOOKING)
        .hasAuthority(Role.VIEWER.authority())
        .anyRequest()
        .hasAuthority(Role.OPERATOR.authority());
  }

  private static RequestMatcher any(String... patterns) {
    List<RequestMatcher> matchers =
        Arrays.stream(patterns).<RequestMatcher>map(p -> pathPattern(p)).toList();
    return new OrRequestMatcher(matchers);
  }
}
