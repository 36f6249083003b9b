package dev.gepaserver.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.job.TestClient.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@JobHttpTest
class ApiDocsTest {

  @Autowired TestClient client;

  @Test
  void describesBodiesQueriesAndProblems() {
    Answer answer = client.get("/v3/api-docs");

    JsonNode api = answer.json();
    JsonNode jobs = api.at("/paths/~1api~1v1~1jobs");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(jobs.at("/post/requestBody/content/application~1json/schema/$ref").stringValue())
        .isEqualTo("#/components/schemas/Job");
    assertThat(jobs.at("/post/responses/default/content").has("application/problem+json")).isTrue();
    assertThat(
            jobs.at("/get/parameters").valueStream().map(p -> p.get("name").stringValue()).toList())
        .containsExactlyInAnyOrder("status", "label", "q", "limit", "cursor");
    assertThat(api.at("/components/schemas/Problem/properties").has("errors")).isTrue();
    assertThat(api.at("/components/schemas/Job/properties").has("budget")).isTrue();
  }

  @Test
  void givesAnExampleThatIsAccepted() {
    JsonNode example = client.get("/v3/api-docs").json().at("/components/schemas/Job/example");

    Answer answer = client.post("/api/v1/jobs/validate", example.toString());

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
  }

  @Test
  void describesEveryFieldThatAJobHas() {
    JsonNode schema = client.get("/v3/api-docs").json().at("/components/schemas/Job");
    JsonNode refused = client.submit("{\"x\": 1}").json();

    assertThat(refused.get("errors").toString())
        .contains("known are " + String.join(", ", refusedOrder(schema)));
  }

  @Test
  void hasAPage() {
    assertThat(client.get("/swagger-ui/index.html").status()).isEqualTo(200);
  }

  // The reader asks for the sets last; everything else stands in the order of the contract.
  private static List<String> refusedOrder(JsonNode schema) {
    List<String> names = new ArrayList<>(schema.get("properties").propertyNames());
    for (String set : new String[] {"trainset", "valset", "testset"}) {
      names.remove(set);
      names.add(set);
    }
    return names;
  }
}
