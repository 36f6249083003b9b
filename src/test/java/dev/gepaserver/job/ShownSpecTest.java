package dev.gepaserver.job;

import static dev.gepaserver.job.TestJobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.job.TestClient.Answer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the API shows of headers, which may hold a user's credentials. */
@JobHttpTest
class ShownSpecTest {

  private static final String HEADERS =
      """
      {"Authorization": "Bearer 1", "X-Api-Key": "2", "cookie": "3", "X-Team": "4"}
      """;
  private static final String SHOWN =
      """
      {"Authorization": "***", "X-Api-Key": "***", "cookie": "***", "X-Team": "4"}
      """;

  @Autowired TestClient client;
  @Autowired JdbcClient jdbc;

  @Test
  void masksTheValuesOfSecretHeadersAndKeepsThemForTheJobAndItsForks() {
    String id = client.submit(job(HEADERS)).json().get("id").stringValue();
    Answer fork = client.post("/api/v1/jobs/" + id + "/fork", "{\"name\": \"fork\"}");
    String forked = fork.json().get("id").stringValue();

    for (String job : new String[] {id, forked}) {
      JsonNode spec = client.get("/api/v1/jobs/" + job + "/spec").json();
      assertThat(spec.at("/evaluator/headers")).isEqualTo(Json.parse(SHOWN));
      assertThat(spec.at("/system/headers")).isEqualTo(Json.parse(SHOWN));
      assertThat(kept(job).at("/evaluator/headers")).isEqualTo(Json.parse(HEADERS));
      assertThat(kept(job).at("/system/headers")).isEqualTo(Json.parse(HEADERS));
    }
  }

  @Test
  void masksThemWhereAJobIsLookedAtOnly() {
    JsonNode validated = client.post("/api/v1/jobs/validate", job(HEADERS).toString()).json();

    assertThat(validated.findValues("headers")).hasSize(2).containsOnly(Json.parse(SHOWN));
  }

  @Test
  void leavesFieldsOfExamplesAloneThatAreCalledHeaders() {
    ObjectNode job = job(HEADERS);
    ((ObjectNode) job.get("trainset").get(0)).set("headers", Json.parse(HEADERS));
    String id = client.submit(job).json().get("id").stringValue();

    JsonNode spec = client.get("/api/v1/jobs/" + id + "/spec").json();

    assertThat(spec.at("/trainset/0/headers")).isEqualTo(Json.parse(HEADERS));
  }

  @Test
  void refusesAMaskedValueThatWasTakenForTheHeadersOwn() {
    Answer answer = client.submit(job(SHOWN));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.pointers())
        .contains("/evaluator/headers/Authorization\n", "/system/headers/X-Api-Key\n")
        .doesNotContain("X-Team");
    assertThat(answer.response().body()).contains("give the value itself");
  }

  @ParameterizedTest
  @CsvSource({
    "http://elsewhere.invalid/x, true",
    "http://localhost:10/x, true",
    "https://localhost:9/x, true",
    "http://127.0.0.1:9/x, true",
    "http://LOCALHOST:9/another?way, false",
  })
  void keepsSecretHeadersOfAForkFromAnotherOriginThanTheyWereGivenFor(String url, boolean refused) {
    String path = client.submit(job(HEADERS)).header("Location") + "/fork";

    for (String part : new String[] {"system", "evaluator"}) {
      ObjectNode change = Json.object();
      change.putObject(part).put("url", url);
      Answer answer = client.post(path, change.toString());

      assertThat(answer.status()).isEqualTo(refused ? 400 : 202);
      if (refused) {
        assertThat(answer.pointers().lines())
            .containsExactly(
                "/" + part + "/headers/Authorization",
                "/" + part + "/headers/X-Api-Key",
                "/" + part + "/headers/cookie");
        assertThat(answer.response().body()).contains("give it anew, or null for none");
      }
    }
  }

  @Test
  void takesAForkToAnotherOriginWhoseSecretHeadersAreGivenAnewOrLeftOut() {
    String path = client.submit(job(HEADERS)).header("Location") + "/fork";

    Answer fork =
        client.post(
            path,
            """
            {"evaluator": {"url": "http://127.0.0.1:9/", "headers":
               {"Authorization": "Bearer new", "X-Api-Key": null, "cookie": "5"}},
             "system": {"url": "http://127.0.0.1:9/", "headers": null}}
            """);

    JsonNode kept = kept(fork.json().get("id").stringValue());
    assertThat(kept.at("/evaluator/headers"))
        .isEqualTo(
            Json.parse(
                "{\"Authorization\": \"Bearer new\", \"cookie\": \"5\", \"X-Team\": \"4\"}"));
    assertThat(kept.at("/system/headers")).isEmpty();
  }

  @Test
  void masksSecretsInTheQueriesOfUrlsAndRefusesThemMasked() {
    ObjectNode job = job("{}");
    String url = "http://localhost:9/x?page=1&api_key=2&Access-Token=3#f";
    String shown = "http://localhost:9/x?page=1&api_key=***&Access-Token=***#f";
    ((ObjectNode) job.get("system")).put("url", url);
    job.putObject("onEnd").put("url", url);
    String id = client.submit(job).json().get("id").stringValue();

    JsonNode spec = client.get("/api/v1/jobs/" + id + "/spec").json();
    ((ObjectNode) job.get("system")).put("url", shown);
    Answer again = client.submit(job);

    assertThat(spec.at("/system/url").stringValue()).isEqualTo(shown);
    assertThat(spec.at("/onEnd/url").stringValue()).isEqualTo(shown);
    assertThat(kept(id).at("/system/url").stringValue()).isEqualTo(url);
    assertThat(again.status()).isEqualTo(400);
    assertThat(again.pointers()).isEqualTo("/system/url\n");
    assertThat(again.response().body()).contains("has a masked value");
  }

  private JsonNode kept(String job) {
    return Json.parse(
        jdbc.sql("select spec from job_spec where job_id = ?")
            .param(UUID.fromString(job))
            .query(String.class)
            .single());
  }

  private static ObjectNode job(String headers) {
    ObjectNode job = aJob();
    for (String part : new String[] {"system", "evaluator"}) {
      ObjectNode http = job.putObject(part).put("type", "http").put("url", "http://localhost:9/x");
      http.set("headers", Json.parse(headers));
    }
    return job;
  }
}
