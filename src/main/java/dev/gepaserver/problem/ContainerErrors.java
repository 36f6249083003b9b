package dev.gepaserver.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Makes problems of what the container refuses before, or fails in beside, the controllers. */
@Controller
class ContainerErrors implements ErrorController {

  /** Where the path is none of these, it is what the container refused: nothing can be there. */
  private static final Pattern PLAIN_PATH = Pattern.compile("(/[A-Za-z0-9_.~-]*)+");

  @RequestMapping("${server.error.path:/error}")
  void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    Object cause = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
    // Asked for directly, this path is one like any other that does not exist.
    int code = status instanceof Integer given ? given : 404;
    ProblemWriter.write(
        response,
        problem(
            code,
            path == null ? request.getRequestURI() : path.toString(),
            cause instanceof Throwable thrown ? thrown : null));
  }

  static Problem problem(int status, String path, @Nullable Throwable cause) {
    if (cause == null && (status == 501 || status == 505)) {
      // A version of HTTP, or an encoding, that nobody speaks: the client's fault all the same.
      return Problem.ofStatus(400, "the request is malformed", path);
    }
    if (status >= 500) {
      return ProblemAdvice.logged(
          cause == null ? new IllegalStateException("status " + status) : cause, path);
    }
    return switch (status) {
      case 404 -> nothingAt(path);
      case 400 ->
          PLAIN_PATH.matcher(path).matches()
              ? Problem.ofStatus(400, "the request is malformed", path)
              : nothingAt(path);
      default -> Problem.ofStatus(status, "the request cannot be served", path);
    };
  }

  private static Problem nothingAt(String path) {
    return Problem.ofStatus(404, Problem.nothingAt(path), path);
  }
}
