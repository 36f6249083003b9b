package dev.gepaserver.access.web;

import dev.gepaserver.access.KeyHolder;
import dev.gepaserver.common.Admission;
import dev.gepaserver.common.Caller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.dao.DataAccessException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tells all that is done for a request who asked for it, and whether they still may. */
final class CallerMark extends OncePerRequestFilter {

  private final KeyCheck keys;
  private final SessionCookie sessions;

  CallerMark(KeyCheck keys, SessionCookie sessions) {
    this.keys = keys;
    this.sessions = sessions;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!AccessRules.free(request)
        && SecurityContextHolder.getContext().getAuthentication()
            instanceof KeyAuthentication key) {
      KeyHolder holder = key.holder();
      try (Caller.Mark _ = new Caller(holder.keyId(), holder.name()).mark();
          Caller.Mark _ = new Admission(() -> isStillGood(holder, request)).mark()) {
        chain.doFilter(request, response);
      }
    } else {
      try (Caller.Mark _ = Caller.ANYBODY.mark()) {
        chain.doFilter(request, response);
      }
    }
  }

  /** Whether the key or the session that came with a request is what it was then. */
  private boolean isStillGood(KeyHolder holder, HttpServletRequest request) {
    try {
      Authentication shown = keys.convert(request);
      return shown == null
          ? sessions.holder(request).filter(holder::equals).isPresent()
          : keys.authenticate(shown).holder().equals(holder);
    } catch (AuthenticationException e) {
      return false;
    } catch (DataAccessException e) {
      // The database is away, and tells no news either.
      return true;
    }
  }
}
