package dev.gepaserver.problem;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Fault;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses, before anything reads them, bodies that are too large and queries that cannot be
 * decoded.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class RequestGate extends OncePerRequestFilter {

  /** Where bodies are read as streams, and so may be larger. */
  private static final Set<String> IMPORTS = Set.of("/api/v1/datasets", "/api/v1/corpora");

  private final Limits limits;

  RequestGate(Limits limits) {
    this.limits = limits;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String path = request.getRequestURI();
    long limit = (IMPORTS.contains(path) ? limits.importSize() : limits.body()).toBytes();
    if (request.getContentLengthLong() > limit) {
      ApiException e = BodyLimit.tooLarge(limit);
      ProblemWriter.write(
          response, Problem.of(e.status(), e.code(), String.valueOf(e.getMessage()), path));
      return;
    }
    String fault = queryFault(request.getQueryString());
    if (fault != null) {
      ProblemWriter.write(response, ProblemAdvice.invalid(List.of(new Fault("", fault)), path));
      return;
    }
    chain.doFilter(new BodyLimit(request, limit), response);
  }

  // The container reads parameters lazily, and fails in the middle of whoever asks for one first.
  private static @Nullable String queryFault(@Nullable String query) {
    if (query == null || query.indexOf('%') < 0) {
      return null;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(query.length());
    for (int i = 0; i < query.length(); i++) {
      char c = query.charAt(i);
      if (c != '%') {
        bytes.write(c < 128 ? c : '?');
        continue;
      }
      int high = i + 2 <= query.length() - 1 ? Character.digit(query.charAt(i + 1), 16) : -1;
      int low = i + 2 <= query.length() - 1 ? Character.digit(query.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        return "the query has a '%' that is not followed by two hexadecimal digits";
      }
      bytes.write(high * 16 + low);
      i += 2;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
      return null;
    } catch (CharacterCodingException e) {
      return "the query's percent-escapes are not UTF-8";
    }
  }
}
