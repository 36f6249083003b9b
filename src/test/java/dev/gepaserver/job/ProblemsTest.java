package dev.gepaserver.job;

import static dev.gepaserver.job.TestJobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.job.TestClient.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@JobHttpTest
class ProblemsTest {

  private static final int LIMIT = 200 * 1024;

  @Autowired TestClient client;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nope",
        "/api/v1/nope",
        "/api/v1/jobs/42",
        "/api/v1/jobs/0199a1b2-0000-7000-8000-000000000000",
        "/api/v1/jobs/0199a1b2-0000-7000-8000-000000000000/spec",
        "/api/v1/jobs/%00",
        "/api/v1/jobs/%ff",
        "/error"
      })
  void answersUnknownAndMalformedPathsAsNotFound(String path) {
    Answer answer = client.get(path);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("not-found");
    assertThat(answer.json().get("type").stringValue()).isEqualTo("/problems/not-found");
    assertThat(answer.json().get("status").intValue()).isEqualTo(404);
    assertThat(answer.json().propertyNames())
        .containsExactly("type", "title", "status", "detail", "instance", "code");
  }

  @ParameterizedTest
  @CsvSource({
    "GET /api/v1/jobs/%zz HTTP/1.1, 404",
    "GET /api/v1/jobs/a%2Fb HTTP/1.1, 404",
    "GET /api/v1/jobs|x HTTP/1.1, 404",
    "GET /api/v1/jobs?q=%zz HTTP/1.1, 400",
    "GET /api/v1/jobs?q=%ff HTTP/1.1, 400",
    "GET /api/v1/jobs?q=% HTTP/1.1, 400",
    "GET /api/v1/jobs?q=%00 HTTP/1.1, 200",
    "GET /api/v1/jobs?status HTTP/1.1, 400",
    "GET /api/v1/../../etc HTTP/1.1, 404",
    "TRACE /api/v1/jobs HTTP/1.1, 405",
    "NONSENSE /api/v1/jobs HTTP/1.1, 405",
  })
  void answersWhatOnlyASocketCanSend(String line, int status) throws IOException {
    String answer = raw(line);

    assertThat(answer).startsWith("HTTP/1.1 " + status);
    if (status != 200) {
      assertThat(answer).contains("application/problem+json").contains("\"status\":" + status);
    }
  }

  @Test
  void tellsWhichMethodsAreAllowed() {
    Answer answer =
        client.send(
            client.request("/api/v1/jobs").method("PATCH", BodyPublishers.noBody()).build());

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.code()).isEqualTo("method-not-allowed");
    assertThat(answer.header("Allow")).contains("GET").contains("POST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/xml;q=0.5", "nonsense", "application/json;q=x"})
  void answersNotAcceptableInJson(String accept) {
    Answer answer = client.send(client.request("/api/v1/jobs").header("Accept", accept).build());

    assertThat(answer.status()).isEqualTo(406);
    assertThat(answer.code()).isEqualTo("not-acceptable");
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/xml",
        "multipart/form-data",
        "nonsense",
        "application/json;charset=nonsense"
      })
  void refusesOtherMediaTypes(String type) {
    Answer answer =
        client.send(
            client
                .request("/api/v1/jobs")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(aJob().toString()))
                .build());

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.code()).isEqualTo("unsupported-media-type");
  }

  @Test
  void refusesABodyWithoutAMediaType() {
    Answer answer =
        client.send(client.request("/api/v1/jobs").POST(BodyPublishers.ofString("{}")).build());

    assertThat(answer.status()).isEqualTo(415);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"name": 1                  | line 1, column
          {"name": "a", "name": "b"}  | Duplicate
          {"a": {"b": 1, "b": 2}}     | Duplicate
          {'name': 1}                 | line 1, column 2
          {"name": 1} {}              | after the end
          {"name": NaN}               | line 1, column
          nonsense                    | line 1, column 1
          ''                          | empty
          '  '                        | empty
          """)
  void tellsWhereJsonIsMalformed(String body, String said) {
    Answer answer = client.post("/api/v1/jobs", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("malformed-json");
    assertThat(answer.json().get("detail").stringValue()).contains(said);
  }

  @Test
  void tellsTheLineOfMalformedJson() {
    Answer answer = client.post("/api/v1/jobs/validate", "{\n  \"name\": \"äö\",\n  \"labels\": }");

    assertThat(answer.json().get("detail").stringValue()).contains("line 3, column 13");
  }

  @Test
  void refusesBodiesThatAreNoUtf8OrNestedTooDeep() {
    HttpRequest latin =
        client
            .request("/api/v1/jobs")
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofByteArray(
                    "{\"name\": \"ä\"}".getBytes(StandardCharsets.ISO_8859_1)))
            .build();

    Answer invalid = client.send(latin);
    Answer deep = client.post("/api/v1/jobs", "[".repeat(50_000) + "]".repeat(50_000));

    assertThat(invalid.code()).isEqualTo("malformed-json");
    assertThat(invalid.json().get("detail").stringValue()).contains("line 1, column 11");
    assertThat(deep.status()).isEqualTo(400);
    assertThat(deep.code()).isEqualTo("malformed-json");
  }

  @Test
  void refusesBodiesThatAreTooLargeChunkedOrNot() {
    String large = " ".repeat(LIMIT + 1);
    HttpRequest chunked =
        client
            .request("/api/v1/jobs")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofInputStream(() -> stream(large)))
            .build();

    Answer known = client.post("/api/v1/jobs", large);
    Answer counted = client.send(chunked);

    assertThat(known.status()).isEqualTo(413);
    assertThat(known.code()).isEqualTo("payload-too-large");
    assertThat(counted.status()).isEqualTo(413);
    assertThat(counted.code()).isEqualTo("payload-too-large");
  }

  @Test
  void takesABodyAtTheLimit() {
    String body = aJob().toString();

    Answer answer =
        client.post(
            "/api/v1/jobs/validate",
            body + " ".repeat(LIMIT - body.getBytes(StandardCharsets.UTF_8).length));

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
  }

  @Test
  void tellsNothingOfTheInsideWhereTheServiceFails() {
    Answer answer = client.get("/test/failing");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.code()).isEqualTo("internal-error");
    assertThat(answer.response().body()).doesNotContain("secret").doesNotContain("Exception");
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void answersMalformedHeadersAsABadRequest() throws IOException {
    String answer = raw("GET /api/v1/jobs HTTP/1.1\r\nBad Header");

    assertThat(answer).startsWith("HTTP/1.1 400").contains("\"code\":\"bad-request\"");
  }

  @Test
  void saysOfAPathThatIsTooLongThatItCannotBeRead() throws IOException {
    String answer = raw("GET /" + "x".repeat(20_000) + " HTTP/1.1");

    assertThat(answer).startsWith("HTTP/1.1 404").contains("too long");
    assertThat(answer).doesNotContain("instance");
  }

  private String raw(String line) throws IOException {
    try (Socket socket = new Socket("localhost", client.port())) {
      socket
          .getOutputStream()
          .write(
              (line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
