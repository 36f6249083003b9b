package dev.gepaserver.job;

import static dev.gepaserver.job.TestJobs.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.job.TestClient.Answer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
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
