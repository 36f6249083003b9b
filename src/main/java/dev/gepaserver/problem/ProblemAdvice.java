package dev.gepaserver.problem;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Fault;
import dev.gepaserver.common.Ids;
import dev.gepaserver.common.InvalidInputException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.UnsatisfiedServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Makes a problem of whatever a controller, or the way to it, throws. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);
  private static final String NOT_ACCEPTABLE = "nothing that Accept allows can be given";

  @ExceptionHandler
  ResponseEntity<Object> refused(InvalidInputException e, HttpServletRequest request) {
    return answer(invalid(e.faults(), request.getRequestURI()), HttpHeaders.EMPTY);
  }

  @ExceptionHandler
  ResponseEntity<Object> told(ApiException e, HttpServletRequest request) {
    return answer(
        Problem.of(e.status(), e.code(), String.valueOf(e.getMessage()), request.getRequestURI()),
        HttpHeaders.EMPTY);
  }

  @ExceptionHandler
  ResponseEntity<Object> malformedParameters(
      InvalidParameterException e, HttpServletRequest request) {
    Fault fault = new Fault("", "the parameters cannot be read: " + e.getMessage());
    return answer(invalid(List.of(fault), request.getRequestURI()), HttpHeaders.EMPTY);
  }

  @ExceptionHandler
  ResponseEntity<Object> unexpected(Exception e, HttpServletRequest request) {
    return answer(logged(e, request.getRequestURI()), HttpHeaders.EMPTY);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return answer(
        Problem.of(400, "malformed-json", "the body cannot be read as JSON", path(request)),
        headers);
  }

  // The framework's own warns in the log of what is a client's mistake.
  @Override
  protected @Nullable ResponseEntity<Object> handleHttpRequestMethodNotSupported(
      HttpRequestMethodNotSupportedException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return handleExceptionInternal(e, null, headers, status, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    if (status.is5xxServerError()) {
      return answer(logged(e, path(request)), headers);
    }
    if (e instanceof UnsatisfiedServletRequestParameterException) {
      // A parameter chooses between representations here, as Accept does.
      return answer(Problem.ofStatus(406, NOT_ACCEPTABLE, path(request)), headers);
    }
    String detail =
        e instanceof NoResourceFoundException ? Problem.nothingAt(path(request)) : detail(e, body);
    return status.value() == 400
        ? answer(invalid(List.of(new Fault("", detail)), path(request)), headers)
        : answer(Problem.ofStatus(status.value(), detail, path(request)), headers);
  }

  static Problem invalid(List<Fault> faults, String path) {
    String first = faults.getFirst().pointer() + ": " + faults.getFirst().detail();
    String detail =
        faults.size() == 1
            ? first
            : "%d values are wrong; the first: %s".formatted(faults.size(), first);
    return Problem.of(
            400, "validation-failed", detail.startsWith(": ") ? detail.substring(2) : detail, path)
        .withErrors(faults);
  }

  static Problem logged(Throwable e, String path) {
    String id = Ids.next().toString();
    LOG.error("Failure {} while serving {}", id, path, e);
    return Problem.of(
        500, "internal-error", "the service failed; its log tells more under " + id, path);
  }

  private static String detail(Exception e, @Nullable Object body) {
    return switch (e) {
      case HttpRequestMethodNotSupportedException m ->
          m.getMethod()
              + " is not allowed here; allowed are "
              + String.join(
                  ", ", m.getSupportedMethods() == null ? new String[0] : m.getSupportedMethods());
      case HttpMediaTypeNotSupportedException m ->
          "the body's Content-Type "
              + (m.getContentType() == null
                  ? "is missing or malformed"
                  : m.getContentType() + " is not supported")
              + supported("supported are ", m.getSupportedMediaTypes());
      case HttpMediaTypeNotAcceptableException m ->
          NOT_ACCEPTABLE + supported("this path gives ", m.getSupportedMediaTypes());
      default ->
          body instanceof ProblemDetail problem && problem.getDetail() != null
              ? problem.getDetail()
              : "the request cannot be served";
    };
  }

  private static String supported(String words, List<MediaType> types) {
    return types.isEmpty() ? "" : "; " + words + MediaType.toString(types);
  }

  private static String path(WebRequest request) {
    return ((ServletWebRequest) request).getRequest().getRequestURI();
  }

  // The content type is given, not negotiated: a problem is told even to those who accept only
  // something else.
  private static ResponseEntity<Object> answer(Problem problem, HttpHeaders headers) {
    return ResponseEntity.status(problem.status())
        .headers(headers)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }
}
