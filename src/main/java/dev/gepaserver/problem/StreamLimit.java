package dev.gepaserver.problem;

import dev.gepaserver.common.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Refuses event streams beyond those that this node has room for; each is a request under way. */
@Component
class StreamLimit implements WebMvcConfigurer, HandlerInterceptor {

  // What the framework noted of the answer is gone once a handler has failed.
  private static final String COUNTED = StreamLimit.class.getName();

  private final int limit;
  private final Semaphore room;

  StreamLimit(Limits limits) {
    this.limit = limits.eventStreams();
    this.room = new Semaphore(limit);
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this);
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (isStream(request)) {
      if (!room.tryAcquire()) {
        throw new ApiException(
            429, "rate-limited", "%d event streams are open here, try later".formatted(limit));
      }
      request.setAttribute(COUNTED, true);
    }
    return true;
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception failure) {
    if (request.getAttribute(COUNTED) != null) {
      room.release();
    }
  }

  private static boolean isStream(HttpServletRequest request) {
    return request.getAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE)
            instanceof Set<?> types
        && types.contains(MediaType.TEXT_EVENT_STREAM);
  }
}
