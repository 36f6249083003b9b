package dev.gepaserver.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Type;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/**
 * Lets so many bytes of bodies be parsed and worked on at once as the memory has room for what
 * becomes of them, which is many times as large; further ones wait for their turn. Whoever sends a
 * body slowly keeps nobody waiting: it counts from when it is there.
 */
@ControllerAdvice
class ParsingGate extends RequestBodyAdviceAdapter implements WebMvcConfigurer, HandlerInterceptor {

  /** So many bytes of memory for one of a body: a tree of tiny values, and a copy of it. */
  private static final long BYTES_FOR_ONE = 50;

  private static final int UNIT = 1_024;
  private static final String TAKEN = ParsingGate.class.getName();

  private final int room;
  private final Semaphore free;

  @Autowired
  ParsingGate() {
    this(Runtime.getRuntime().maxMemory() / BYTES_FOR_ONE);
  }

  ParsingGate(long bytesAtOnce) {
    this.room = units(bytesAtOnce);
    this.free = new Semaphore(room, true);
  }

  private static int units(long bytes) {
    return Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE);
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this);
  }

  @Override
  public boolean supports(
      MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converter) {
    return type == byte[].class;
  }

  @Override
  public Object afterBodyRead(
      Object body,
      HttpInputMessage message,
      MethodParameter parameter,
      Type type,
      Class<? extends HttpMessageConverter<?>> converter) {
    // One that is larger than all there is goes alone.
    int taken = Math.min(units(((byte[]) body).length), room);
    free.acquireUninterruptibly(taken);
    RequestContextHolder.currentRequestAttributes()
        .setAttribute(TAKEN, taken, RequestAttributes.SCOPE_REQUEST);
    return body;
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception failure) {
    if (request.getAttribute(TAKEN) instanceof Integer taken) {
      request.removeAttribute(TAKEN);
      free.release(taken);
    }
  }

  /** Bytes that could be parsed besides now. */
  long free() {
    return (long) free.availablePermits() * UNIT;
  }
}
