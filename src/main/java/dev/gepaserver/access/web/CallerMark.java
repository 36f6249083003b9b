package dev.gepaserver.access.web;

import dev.gepaserver.access.KeyHolder;
import dev.gepaserver.common.Caller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tells all that is done for a request who asked for it. */
final class CallerMark extends OncePerRequestFilter {

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try (Caller.Mark _ = caller(request).mark()) {
      chain.doFilter(request, response);
    }
  }

  private static Caller caller(HttpServletRequest request) {
    if (!AccessRules.free(request)
        && SecurityContextHolder.getContext().getAuthentication()
            instanceof KeyAuthentication key) {
      KeyHolder holder = key.holder();
      return new Caller(holder.keyId(), holder.name());
    }
    return Caller.ANYBODY;
  }
}
