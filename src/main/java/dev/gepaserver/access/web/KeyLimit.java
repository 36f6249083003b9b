package dev.gepaserver.access.web;

import dev.gepaserver.access.RequestRates;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses requests of a key that makes too many. */
final class KeyLimit extends OncePerRequestFilter {

  private final RequestRates rates;
  private final Refusals refusals;

  KeyLimit(RequestRates rates, Refusals refusals) {
    this.rates = rates;
    this.refusals = refusals;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return AccessRules.free(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Duration wait =
        SecurityContextHolder.getContext().getAuthentication() instanceof KeyAuthentication key
            ? rates.count(key.holder().keyId())
            : Duration.ZERO;
    if (wait.isZero()) {
      chain.doFilter(request, response);
    } else {
      refusals.tooMany(request, response, rates.perMinute(), wait);
    }
  }
}
