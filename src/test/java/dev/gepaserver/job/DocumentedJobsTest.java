package dev.gepaserver.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.job.TestClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Every job that a page or the product itself shows is one that the service takes. */
@JobHttpTest
class DocumentedJobsTest {

  private static final Pattern JSON_BLOCK = Pattern.compile("(?ms)^```json\\n(.*?)^```");

  @Autowired TestClient client;

  static Stream<Arguments> jobs() throws IOException {
    String bundled = Files.readString(Path.of("src/main/resources/demo/ticket-routing.json"));
    return Stream.concat(
        Stream.of(
            Arguments.of("the bundled job", bundled),
            Arguments.of(
                "the bundled job with other models",
                bundled
                    .replace("simulated/worker", "priced/small")
                    .replace("simulated/reflector", "priced/small"))),
        Stream.concat(
            Stream.concat(jobsOf("README.md"), jobsOf("docs/jobs.md")),
            Stream.concat(jobsOf("docs/systems.md"), jobsOf("docs/evaluators.md"))));
  }

  private static Stream<Arguments> jobsOf(String page) throws IOException {
    return JSON_BLOCK
        .matcher(Files.readString(Path.of(page)))
        .results()
        .map(MatchResult::group)
        .map(block -> block.substring("```json\n".length(), block.length() - "```".length()))
        .filter(block -> block.contains("\"seedCandidate\""))
        .map(block -> Arguments.of(page, block.replaceAll("openai/[a-z0-9.-]+", "priced/small")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jobs")
  void isTaken(String where, String job) {
    Answer answer = client.post("/api/v1/jobs/validate", job);

    assertThat(answer.status()).as(where + ": " + answer.response().body()).isEqualTo(200);
  }
}
