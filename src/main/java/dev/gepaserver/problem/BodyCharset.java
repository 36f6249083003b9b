package dev.gepaserver.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Refuses bodies that are said to be in another encoding than UTF-8, the only one they are read in.
 */
@Component
class BodyCharset implements WebMvcConfigurer, HandlerInterceptor {

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this);
  }

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws HttpMediaTypeNotSupportedException {
    String given = request.getContentType();
    if (given == null || request.getMethod().equals("GET")) {
      return true;
    }
    try {
      MediaType type = MediaType.parseMediaType(given);
      Charset charset = type.getCharset();
      if (charset != null && !charset.equals(StandardCharsets.UTF_8)) {
        throw new HttpMediaTypeNotSupportedException(
            type, List.of(new MediaType(type, StandardCharsets.UTF_8)));
      }
      return true;
    } catch (InvalidMediaTypeException e) {
      throw new HttpMediaTypeNotSupportedException(e.getMessage());
    }
  }
}
