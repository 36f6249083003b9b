package dev.gepaserver.access.web;

import dev.gepaserver.access.Door;
import dev.gepaserver.access.RequestRates;
import dev.gepaserver.access.Role;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AnonymousConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.AuthenticationFilter;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.HttpStatusRequestRejectedHandler;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/** The way of each request to the controllers. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class SecurityConfiguration {

  // Before what others put in front of the controllers, after what refuses bodies that are too big.
  static final int ORDER = -100;

  /** Puts the chain before requests; what the container dispatches again was let in before. */
  @Bean
  DelegatingFilterProxyRegistrationBean securityFilter() {
    DelegatingFilterProxyRegistrationBean filter =
        new DelegatingFilterProxyRegistrationBean("springSecurityFilterChain");
    filter.setOrder(ORDER);
    filter.setDispatcherTypes(DispatcherType.REQUEST);
    return filter;
  }

  /** Refuses paths that may be read in two ways; the rest is the controllers' to refuse. */
  @Bean
  HttpFirewall httpFirewall() {
    StrictHttpFirewall firewall = new StrictHttpFirewall();
    firewall.setUnsafeAllowAnyHttpMethod(true);
    firewall.setAllowedHeaderNames(name -> true);
    firewall.setAllowedHeaderValues(value -> true);
    firewall.setAllowedParameterNames(name -> true);
    firewall.setAllowedParameterValues(value -> true);
    return firewall;
  }

  /** Such a path leads nowhere, like any other that is malformed. */
  @Bean
  RequestRejectedHandler rejectedPaths() {
    return new HttpStatusRequestRejectedHandler(HttpServletResponse.SC_NOT_FOUND);
  }

  @Bean
  SecurityFilterChain requests(
      HttpSecurity http,
      Door door,
      KeyCheck keys,
      LoginCheck logins,
      SessionCookie sessions,
      Refusals refusals,
      RequestRates rates)
      throws Exception {
    ProviderManager manager = new ProviderManager(keys);
    http.authenticationManager(new ProviderManager(logins))
        .securityContext(context -> context.securityContextRepository(sessions))
        .requestCache(cache -> cache.disable())
        // Others write the headers that tell browsers what to do.
        .headers(headers -> headers.disable())
        .csrf(SecurityConfiguration::csrf)
        .formLogin(login ->
            login
                .loginPage(AccessRules.LOGIN)
                .passwordParameter("key")
                .defaultSuccessUrl("/", true)
                .failureHandler(refusals::login))
        .logout(logout ->
            logout.logoutUrl(AccessRules.LOGOUT).logoutSuccessUrl(AccessRules.LOGIN + "?logout"))
        .anonymous(anonymous -> anybody(anonymous, door))
        .exceptionHandling(
            refused -> refused.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
        .authorizeHttpRequests(AccessRules::apply)
        .addFilterBefore(new ForeignPages(door, refusals), CsrfFilter.class)
        .addFilterAfter(bearer(manager, keys, refusals), UsernamePasswordAuthenticationFilter.class)
        .addFilterAfter(new KeyLimit(rates, refusals), AnonymousAuthenticationFilter.class)
        .addFilterAfter(new CallerMark(keys, sessions), AuthorizationFilter.class);
    return http.build();
  }

  /**
   * Asks browsers that are logged in for the token of our pages: their cookie goes with whatever
   * they are made to send. Nobody can make them send a key in the header.
   */
  private static void csrf(CsrfConfigurer<HttpSecurity> csrf) {
    CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
    tokens.setCookieCustomizer(cookie -> cookie.sameSite("Strict"));
    csrf.csrfTokenRepository(tokens)
        .requireCsrfProtectionMatcher(SecurityConfiguration::changesByCookie);
  }

  private static boolean changesByCookie(HttpServletRequest request) {
    return SessionCookie.in(request)
        && request.getHeader(HttpHeaders.AUTHORIZATION) == null
        && !AccessRules.looking(request);
  }

  /** Where the service is open, whoever shows no key may do everything. */
  private static void anybody(AnonymousConfigurer<HttpSecurity> anonymous, Door door) {
    if (door.isOpen()) {
      anonymous.authorities(KeyAuthentication.authorities(Role.ADMIN));
    }
  }

  /** Lets in who shows a key in the header. */
  private static AuthenticationFilter bearer(
      ProviderManager manager, KeyCheck keys, Refusals refusals) {
    AuthenticationFilter bearer = new AuthenticationFilter(manager, keys);
    bearer.setRequestMatcher(request -> !AccessRules.free(request));
    bearer.setSuccessHandler((request, response, shown) -> {});
    bearer.setFailureHandler(refusals::commence);
    return bearer;
  }
}
