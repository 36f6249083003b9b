package dev.gepaserver.job;

import static dev.gepaserver.job.TestJobs.aJob;
import static dev.gepaserver.job.TestJobs.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.job.TestClient.Answer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Wherever a job may name an address, the same addresses are refused when it is submitted. */
@JobHttpTest
class RefusedAddressesTest {

  private static final List<String> REFUSED =
      List.of(
          "http://169.254.169.254/latest/meta-data/",
          "http://[::ffff:a9fe:a9fe]/",
          "http://metadata.google.internal/",
          "http://0xa9.0xfe.0xa9.0xfe/");

  @Autowired TestClient client;

  /** Where the URL stands, and what of the job is JSON around it, {@code URL} for the URL. */
  static Stream<Arguments> places() {
    String[][] places = {
      {"/system/url", "system", "{\"type\": \"http\", \"url\": \"URL\"}"},
      {"/evaluator/url", "evaluator", "{\"type\": \"http\", \"url\": \"URL\"}"},
      {
        "/evaluator/parts/0/evaluator/url",
        "evaluator",
        "{\"type\": \"composite\", \"parts\": [{\"name\": \"a\", \"weight\": 1, \"evaluator\": {\"type\": \"http\", \"url\": \"URL\"}}]}"
      },
      {
        "/system/steps/0/url",
        "system",
        "{\"type\": \"pipeline\", \"steps\": [{\"id\": \"a\", \"type\": \"http\", \"url\": \"URL\", \"body\": \"{{input}}\"}]}"
      },
      {
        "/system/tools/0/url",
        "system",
        "{\"type\": \"agent\", \"model\": \"simulated/agent\", \"tools\": [{\"name\": \"a\", \"description\": \"d\", \"url\": \"URL\", \"parameters\": {\"type\": \"object\"}}]}"
      },
      {"/onEnd/url", "onEnd", "{\"url\": \"URL\"}"},
    };
    return Stream.of(places)
        .flatMap(
            place -> REFUSED.stream().map(url -> Arguments.of(url, place[0], place[1], place[2])));
  }

  @ParameterizedTest
  @MethodSource("places")
  void refusesTheAddressWithAPointer(String url, String pointer, String field, String json) {
    Answer answer =
        client.post(
            "/api/v1/jobs/validate", with(aJob(), field, json.replace("URL", url)).toString());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.pointers().lines()).contains(pointer);
    assertThat(answer.response().body())
        .containsPattern("must (not )?be (called|written)|no host that can be called");
  }
}
