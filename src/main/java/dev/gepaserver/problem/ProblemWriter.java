package dev.gepaserver.problem;

import dev.gepaserver.common.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes a problem where no controller is there to give it. */
final class ProblemWriter {

  private ProblemWriter() {}

  static void write(HttpServletResponse response, Problem problem) throws IOException {
    byte[] body = Json.write(problem).getBytes(StandardCharsets.UTF_8);
    response.setStatus(problem.status());
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
