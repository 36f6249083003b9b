package dev.gepaserver.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gepaserver.access.KeyClient.Made;
import dev.gepaserver.common.Json;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@ClosedServiceTest
class AuditTest {

  private static final String ROOT = ClosedServiceTest.ROOT_KEY;

  @Autowired KeyClient client;

  @Test
  void tellsWhoSubmittedSteeredAndDeletedAJobThatIsGone() {
    Made submitter = client.make(Role.OPERATOR);
    Made cleaner = client.make(Role.OPERATOR);

    String path = submit(submitter);
    HttpResponse<String> cancelled = client.send("POST", path + "/cancel", submitter.key(), null);
    JsonNode ended = client.get(path + "?wait=PT30S", submitter.key());
    JsonNode events = client.get(path + "/events", submitter.key()).get("items");
    HttpResponse<String> deleted = client.send("DELETE", path, cleaner.key(), null);

    assertThat(cancelled.statusCode()).isEqualTo(202);
    assertThat(ended.get("status").stringValue()).isEqualTo("CANCELLED");
    assertThat(deleted.statusCode()).isEqualTo(204);
    assertThat(events.valueStream())
        .filteredOn(e -> List.of("job.submitted", "job.cancelled").contains(type(e)))
        .extracting(e -> e.at("/data/by").stringValue())
        .containsExactly(submitter.name(), submitter.name());
    assertThat(events.valueStream())
        .filteredOn(e -> type(e).equals("job.started"))
        .allMatch(e -> e.at("/data/by").isMissingNode());
    String id = path.substring(path.lastIndexOf('/') + 1);
    assertThat(about(id))
        .extracting(
            entry -> entry.get("action").stringValue(),
            entry -> entry.get("by").stringValue(),
            entry -> entry.get("keyId").stringValue())
        .containsExactly(
            tuple("job.delete", cleaner.name(), cleaner.id()),
            tuple("job.cancel", submitter.name(), submitter.id()),
            tuple("job.submit", submitter.name(), submitter.id()));
    assertThat(about(id)).allMatch(entry -> !entry.toString().contains(submitter.key()));
  }

  private static String type(JsonNode event) {
    return event.get("type").stringValue();
  }

  private String submit(Made key) {
    return submit("/api/v1/jobs", example(key), key);
  }

  private JsonNode example(Made key) {
    return client.get("/v3/api-docs", key.key()).at("/components/schemas/Job/example");
  }

  private String submit(String path, JsonNode body, Made key) {
    HttpResponse<String> answer = client.send("POST", path, key.key(), body.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  @Test
  void namesWhatIsDoneToAnEvaluationAfterIt() {
    Made operator = client.make(Role.OPERATOR);

    JsonNode job = example(operator);
    ObjectNode evaluation = Json.object();
    evaluation.set("candidate", job.get("seedCandidate"));
    evaluation.set("dataset", job.get("trainset"));
    evaluation.set("system", job.get("system"));
    evaluation.set("evaluator", job.get("evaluator"));

    String path = submit("/api/v1/evaluations", evaluation, operator);
    client.send("POST", path + "/cancel", operator.key(), null);
    client.get(path + "?wait=PT30S", operator.key());
    client.send("DELETE", path, operator.key(), null);

    assertThat(about(path.substring(path.lastIndexOf('/') + 1)))
        .extracting(entry -> entry.get("action").stringValue())
        .contains("evaluation.delete", "evaluation.submit")
        .allMatch(action -> action.startsWith("evaluation."));
  }

  @Test
  void tellsWhoImportedAndDeletedData() {
    Made operator = client.make(Role.OPERATOR);

    HttpResponse<String> added =
        client.send(
            "POST",
            "/api/v1/datasets",
            operator.key(),
            "{\"name\": \"audited\", \"items\": [{\"input\": \"a\"}]}");
    String id = Json.parse(added.body()).get("id").stringValue();
    client.send("DELETE", "/api/v1/datasets/" + id, operator.key(), null);

    assertThat(about(id))
        .extracting(
            entry -> entry.get("action").stringValue(),
            entry -> entry.get("by").stringValue(),
            entry -> entry.at("/data/name").stringValue())
        .containsExactly(
            tuple("dataset.delete", operator.name(), "audited"),
            tuple("dataset.import", operator.name(), "audited"));
  }

  @Test
  void tellsWhoMadeAndRevokedAKey() {
    Made key = client.make(Role.VIEWER);
    client.revoke(key);

    assertThat(about(key.id()))
        .extracting(
            entry -> entry.get("action").stringValue(),
            entry -> entry.get("by").stringValue(),
            entry -> entry.at("/data/name").stringValue())
        .containsExactly(
            tuple("key.revoke", "root", key.name()), tuple("key.create", "root", key.name()));
  }

  @Test
  void tellsNothingOfWhatWasRefused() {
    Made operator = client.make(Role.OPERATOR);

    client.send("POST", "/api/v1/jobs", operator.key(), "{}");
    client.send("DELETE", "/api/v1/keys/" + operator.id(), operator.key(), null);

    assertThat(client.get("/api/v1/audit?limit=1000", ROOT).get("items").valueStream())
        .noneMatch(entry -> entry.path("by").asString("").equals(operator.name()));
  }

  @Test
  void pagesFromTheNewestOn() {
    Made first = client.make(Role.VIEWER);
    Made second = client.make(Role.VIEWER);

    JsonNode newest = client.get("/api/v1/audit?limit=1", ROOT);
    JsonNode before =
        client.get("/api/v1/audit?limit=1&cursor=" + newest.get("next").stringValue(), ROOT);

    assertThat(newest.at("/items/0/subject").stringValue()).isEqualTo(second.id());
    assertThat(before.at("/items/0/subject").stringValue()).isEqualTo(first.id());
  }

  private List<JsonNode> about(String id) {
    return client
        .get("/api/v1/audit?limit=1000", ROOT)
        .get("items")
        .valueStream()
        .filter(entry -> entry.get("subject").asString("").equals(id))
        .toList();
  }
}
