package dev.gepaserver.job;

import static dev.gepaserver.job.TestJobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.job.TestClient.Answer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What goes with every answer, the container's own included, and how much a request may hold. */
@JobHttpTest
class SecurityHeadersTest {

  private static final Pattern INLINE =
      Pattern.compile("<script(?![^>]*\\bsrc=)|<style|\\sstyle=|\\son[a-z]+=|https?://");

  @Autowired TestClient client;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/jobs",
        "/api/v1/jobs/42",
        "/api/v1/jobs?q=%ff",
        "/api/v1/jobs?limit=x",
        "/v3/api-docs",
        "/swagger-ui/index.html",
        "/test/failing",
        "/nope"
      })
  void tellsBrowsersWhatNotToDo(String path) {
    Answer answer = client.get(path);

    assertThat(answer.header("Content-Security-Policy"))
        .isEqualTo(
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
                + " frame-ancestors 'none'; form-action 'self'");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(answer.header("Permissions-Policy")).contains("camera=()");
    assertThat(answer.response().headers().allValues("Cache-Control")).containsExactly("no-store");
  }

  @Test
  void letsAViewBeKeptAndAskedForAgain() {
    String job = client.submit(aJob()).header("Location");

    Answer answer = client.get(job);

    assertThat(answer.response().headers().allValues("Cache-Control"))
        .containsExactly("private, no-cache");
    assertThat(answer.header("ETag")).startsWith("W/\"");
  }

  @Test
  void hasAPageOfTheApiThatTheContentPolicyLetsRun() {
    String page = client.get("/swagger-ui/index.html").response().body();

    assertThat(page).contains("swagger-initializer.js");
    assertThat(INLINE.matcher(page).results().map(found -> found.group()).toList()).isEmpty();
    assertThat(client.get("/swagger-ui/swagger-initializer.js").status()).isEqualTo(200);
    assertThat(client.get("/v3/api-docs/swagger-config").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nonsense                                         | 404
          GET / HTTP/9.9                                   | 400
          GET /api/v1/jobs HTTP/1.1\\r\\nBad Header          | 400
          GET /api/v1/jobs HTTP/1.1\\r\\nX-Large: LARGE      | 400
          GET /api/v1/jobs?q=LARGE HTTP/1.1                | 404
          GET /LARGE HTTP/1.1                              | 404
          GET /api/v1/jobs HTTP/1.1\\r\\nHost: a\\r\\nHost: b  | 400
          POST /api/v1/jobs HTTP/1.1\\r\\nContent-Length: -1 | 400
          POST /api/v1/jobs HTTP/1.1\\r\\nContent-Length: 5\\r\\nContent-Length: 6 | 400
          POST /api/v1/jobs HTTP/1.1\\r\\nTransfer-Encoding: nonsense | 400
          GET /api/v1/jobs?PARAMETERS HTTP/1.1             | 400
          GET /api/v1/jobs HTTP/1.1\\r\\nHEADERS             | 400
          """)
  void tellsNothingOfItselfWhereTheContainerRefuses(String request, int status) throws IOException {
    String answer =
        raw(
            request
                .replace("\\r\\n", "\r\n")
                .replace("LARGE", "x".repeat(20_000))
                .replace("PARAMETERS", "a&".repeat(3_000))
                .replace("HEADERS", "X-A: b\r\n".repeat(500) + "X-A: b"));

    String lower = answer.toLowerCase(Locale.ROOT);
    assertThat(answer).startsWith("HTTP/1.1 " + status);
    assertThat(lower)
        .doesNotContain("<html")
        .doesNotContain("tomcat")
        .doesNotContain("\nserver:")
        .doesNotContain("exception")
        .doesNotContain("\tat ");
    assertThat(lower).contains("application/problem+json").contains("nosniff");
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("localhost", client.port())) {
      socket
          .getOutputStream()
          .write(
              (request + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
