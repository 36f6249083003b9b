package dev.gepaserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The service answers as its description says, and its description is complete. */
class ApiDescriptionTest {

  private static final String JOB = "/api/v1/jobs/{id}";
  private static final Set<String> CONFLICTS =
      Set.of("post /api/v1/jobs", "post /api/v1/evaluations", "post /api/v1/keys");

  private static Service service;
  private static JsonNode api;
  private static String id;
  private static HttpResponse<String> createdKey;

  @BeforeAll
  static void finishesAJob() {
    service = Service.fresh();
    api = service.get("/v3/api-docs");
    id = service.submit(api.at("/components/schemas/Job/example"));
    createdKey = service.send("POST", "/keys", "{\"name\": \"described\", \"role\": \"viewer\"}");
    service.settled(id);
  }

  @AfterAll
  static void stops() {
    service.close();
  }

  @Test
  void saysWhatItIs() {
    assertThat(api.at("/info/title").stringValue()).isEqualTo("gepa-server");
    assertThat(api.at("/info/version").stringValue()).isEqualTo("v1");
    assertThat(api.at("/info/description").stringValue()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/jobs",
    "/api/v1/jobs/{id}",
    "/api/v1/jobs/{id}/spec",
    "/api/v1/jobs/{id}/best",
    "/api/v1/jobs/{id}/candidates",
    "/api/v1/jobs/{id}/candidates/{index}",
    "/api/v1/jobs/{id}/candidates/{index}/diff",
    "/api/v1/jobs/{id}/iterations",
    "/api/v1/jobs/{id}/rollouts",
    "/api/v1/jobs/{id}/rollouts/{rolloutId}",
    "/api/v1/jobs/{id}/reflections",
    "/api/v1/jobs/{id}/pareto",
    "/api/v1/jobs/{id}/lineage",
    "/api/v1/jobs/{id}/model-calls",
    "/api/v1/jobs/{id}/events",
    "/api/v1/providers",
    "/api/v1/datasets",
    "/api/v1/corpora",
    "/api/v1/jobs/{id}/report",
    "/api/v1/jobs/{id}/report/worse-examples",
    "/api/v1/evaluations",
    "/api/v1/keys",
    "/api/v1/keys/{key}",
    "/api/v1/audit",
  })
  void answersAsItSays(String path) {
    JsonNode answer =
        service.get(
            path.replace("{id}", id)
                .replace("{index}", "0")
                .replace("{rolloutId}", "0.seed.0.0")
                .replace("{key}", Json.parse(createdKey.body()).get("id").stringValue()));

    assertThat(faults(answer, answerSchema("get", path.replace("{key}", "{id}"), "200"))).isEmpty();
  }

  @Test
  void answersASubmissionACancellationAndAForkAsItSays() {
    String example = api.at("/components/schemas/Job/example").toString();

    HttpResponse<String> submitted = service.send("POST", "/jobs", example);
    String path = submitted.headers().firstValue("Location").orElseThrow();
    HttpResponse<String> cancelled = service.send("POST", path + "/cancel", null);
    HttpResponse<String> forked = service.send("POST", path + "/fork", "{}");

    assertThat(faults(Json.parse(submitted.body()), answerSchema("post", "/api/v1/jobs", "202")))
        .isEmpty();
    assertThat(faults(Json.parse(cancelled.body()), answerSchema("post", JOB + "/cancel", "202")))
        .isEmpty();
    assertThat(faults(Json.parse(forked.body()), answerSchema("post", JOB + "/fork", "202")))
        .isEmpty();
    assertThat(cancelled.headers().firstValue("Location")).contains(path);
    for (String described :
        List.of("/api/v1/jobs", JOB + "/pause", JOB + "/resume", JOB + "/cancel", JOB + "/fork")) {
      JsonNode answers = operation("post", described).get("responses");
      assertThat(answers.propertyNames())
          .contains("202", "400", "406", "409", "default")
          .doesNotContain("200");
      assertThat(answers.at("/202/headers").has("Location")).isTrue();
    }
  }

  @Test
  void makesAKeyAsItSaysAndTellsHowKeysAreSent() {
    assertThat(createdKey.statusCode()).isEqualTo(201);
    assertThat(faults(Json.parse(createdKey.body()), answerSchema("post", "/api/v1/keys", "201")))
        .isEmpty();
    assertThat(api.at("/components/securitySchemes/key/scheme").stringValue()).isEqualTo("bearer");
    assertThat(api.at("/security/0").has("key")).isTrue();
  }

  @Test
  void answersAValidationAndAProblemAsItSays() {
    String example = api.at("/components/schemas/Job/example").toString();

    HttpResponse<String> validated = service.send("POST", "/jobs/validate", example);
    HttpResponse<String> refused = service.send("POST", "/jobs/validate", "{}");

    assertThat(
            faults(
                Json.parse(validated.body()), answerSchema("post", "/api/v1/jobs/validate", "200")))
        .isEmpty();
    assertThat(
            faults(
                Json.parse(refused.body()),
                operation("post", "/api/v1/jobs/validate")
                    .at("/responses/default/content/application~1problem+json/schema")))
        .isEmpty();
  }

  @Test
  void describesDefaultsThatAreTheOnesFilledIn() {
    ObjectNode job = (ObjectNode) api.at("/components/schemas/Job/example").deepCopy();
    job.remove("name");
    JsonNode filled = validate(job).get("spec");
    Map<String, JsonNode> defaults = new TreeMap<>();
    defaults(api.at("/components/schemas/Job"), "", defaults);

    ObjectNode explicit = job.deepCopy();
    defaults.forEach((pointer, value) -> set(explicit, pointer, value));

    assertThat(defaults)
        .hasSizeGreaterThan(20)
        .allSatisfy((pointer, value) ->
            assertThat(filled.at(pointer).toString()).as(pointer).isEqualTo(value.toString()));
    assertThat(validate(explicit).get("spec")).isEqualTo(filled);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /search/sampling          | "pxn"
          /search/sampling          | {"type": "pxn", "n": 2, "p": 3}
          /search/selection         | "best_improvement"
          /search/selection         | {"type": "top_k_improvements", "k": 2}
          /search/candidateSelector | {"type": "epsilon_greedy", "epsilon": 0.5}
          /search/candidateSelector | {"type": "top_k_pareto", "k": 2}
          /search/acceptance        | {"type": "improvement_or_equal"}
          /search/frontier          | {"type": "instance"}
          /reflection/componentSelector | {"type": "all"}
          /budget/maxDuration       | "PT1H30M"
          /budget/maxDuration       | "PT1.5S"
          /execution/rolloutTimeout | "PT30S"
          /reflection/model         | "simulated/reflector"
          """)
  void describesWhatIsTaken(String pointer, String value) {
    ObjectNode job = (ObjectNode) api.at("/components/schemas/Job/example").deepCopy();
    set(job, pointer, Json.parse(value));

    validate(job);

    assertThat(faults(job, Json.parse("{\"$ref\": \"#/components/schemas/Job\"}"))).isEmpty();
  }

  @Test
  void givesEveryParameterAType() {
    List<String> untyped = new ArrayList<>();

    operations()
        .forEach((name, operation) ->
            operation
                .path("parameters")
                .forEach(parameter -> {
                  if (!parameter.path("schema").has("type")) {
                    untyped.add(name + " " + parameter.get("name"));
                  }
                }));

    assertThat(untyped).isEmpty();
  }

  @Test
  void namesTheParametersOfLists() {
    assertThat(operation("get", JOB + "/rollouts").get("parameters").valueStream())
        .extracting(p -> p.get("name").stringValue())
        .containsExactlyInAnyOrder(
            "id", "iteration", "candidate", "example", "stage", "limit", "cursor");
  }

  @Test
  void showsAnyValueAsAny() {
    assertThat(api.at("/components/schemas/RolloutView/properties/output").toString())
        .isEqualTo("{}");
    assertThat(api.at("/components/schemas").propertyNames()).doesNotContain("JsonNode");
    assertThat(api.toString()).doesNotContain("\"format\":\"duration\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/JobView/properties/startedAt",
        "/JobView/properties/stopReason",
        "/ProgressView/properties/bestScore",
        "/Estimate/properties/costUsd"
      })
  void saysWhatMayBeNull(String pointer) {
    assertThat(api.at("/components/schemas" + pointer + "/type").toString()).contains("\"null\"");
  }

  @Test
  void showsExamplesThatFitTheirDescription() {
    List<String> wrong = new ArrayList<>();
    int[] shown = {0};

    operations()
        .forEach((name, operation) -> {
          List<JsonNode> contents = new ArrayList<>(operation.at("/requestBody/content").values());
          operation.get("responses").forEach(r -> contents.addAll(r.path("content").values()));
          contents.stream()
              .filter(content -> content.has("example"))
              .forEach(content -> {
                shown[0]++;
                List<Error> faults = faults(content.get("example"), content.get("schema"));
                if (!faults.isEmpty()) {
                  wrong.add(name + ": " + faults);
                }
              });
        });

    assertThat(wrong).isEmpty();
    assertThat(shown[0]).isGreaterThan(30);
  }

  @Test
  void describesEveryOperationThereIs() {
    List<String> missing = new ArrayList<>();
    service.beans(RequestMappingHandlerMapping.class).stream()
        .flatMap(mappings -> mappings.getHandlerMethods().keySet().stream())
        .forEach(mapping -> {
          for (String path : mapping.getPatternValues()) {
            for (RequestMethod method : mapping.getMethodsCondition().getMethods()) {
              String name = method.name().toLowerCase(Locale.ROOT) + " " + path;
              if (path.startsWith("/api/") && !operations().containsKey(name)) {
                missing.add(name);
              }
            }
          }
        });

    assertThat(missing).isEmpty();
    assertThat(operations()).hasSizeGreaterThan(30);
  }

  @Test
  void tellsOfEveryOperationWhatItGivesWithAnExampleAndHowItFails() {
    List<String> missing = new ArrayList<>();
    operations()
        .forEach((name, operation) -> {
          need(missing, name + ": summary", operation.path("summary").asString("").isBlank());
          JsonNode answers = operation.get("responses");
          need(
              missing,
              name + ": an answer",
              answers.propertyNames().stream().noneMatch(status -> status.startsWith("2")));
          answers
              .properties()
              .forEach(
                  answer -> needExamples(missing, name + " " + answer.getKey(), answer.getValue()));
          needExamples(missing, name + " body", operation.path("requestBody"));
          operation
              .path("parameters")
              .forEach(parameter ->
                  need(
                      missing,
                      name + ": what " + parameter.get("name") + " is",
                      !parameter.path("in").asString("").equals("path")
                          && !parameter.has("description")));
          List<String> failures =
              new ArrayList<>(List.of("400", "401", "403", "406", "429", "default"));
          if (name.contains("{")) {
            failures.add("404");
          }
          if (operation.has("requestBody")) {
            failures.addAll(List.of("413", "415"));
          }
          if (CONFLICTS.contains(name) || (!name.startsWith("get") && name.contains("{"))) {
            failures.add("409");
          }
          for (String status : failures) {
            need(missing, name + ": " + status, !answers.has(status));
          }
        });

    assertThat(missing).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "post, /api/v1/keys, too-many-keys, keys",
    "delete, /api/v1/keys/{id}, illegal-transition, one of the settings",
    "delete, /api/v1/datasets/{id}, illegal-transition, a job refers to",
    "delete, /api/v1/corpora/{id}, illegal-transition, a job refers to",
    "post, /api/v1/evaluations, idempotency-conflict, another body",
    "post, /api/v1/jobs, idempotency-conflict, another body",
    "delete, /api/v1/jobs/{id}, illegal-transition, RUNNING",
  })
  void showsConflictsThatTheOperationHas(String method, String path, String code, String detail) {
    JsonNode example =
        operation(method, path).at("/responses/409/content/application~1problem+json/example");

    assertThat(example.get("code").stringValue()).isEqualTo(code);
    assertThat(example.get("detail").stringValue()).contains(detail);
  }

  private static void needExamples(List<String> missing, String of, JsonNode described) {
    described
        .path("content")
        .properties()
        .forEach(content ->
            need(
                missing,
                of + ": example of " + content.getKey(),
                !content.getValue().has("example") && !content.getValue().has("examples")));
  }

  private static void need(List<String> missing, String what, boolean absent) {
    if (absent) {
      missing.add(what);
    }
  }

  private static Map<String, JsonNode> operations() {
    Map<String, JsonNode> operations = new TreeMap<>();
    api.get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(o -> operations.put(o.getKey() + " " + path.getKey(), o.getValue())));
    return operations;
  }

  private static JsonNode operation(String method, String path) {
    return api.get("paths").get(path).get(method);
  }

  private static JsonNode answerSchema(String method, String path, String status) {
    JsonNode schema =
        operation(method, path).at("/responses/" + status + "/content/application~1json/schema");
    assertThat(schema.isObject()).as(method + " " + path).isTrue();
    return schema;
  }

  private static List<Error> faults(JsonNode value, JsonNode schema) {
    ObjectNode root = ((ObjectNode) schema).deepCopy();
    root.set("components", api.get("components"));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(root)
        .validate(value);
  }

  private static JsonNode validate(JsonNode job) {
    HttpResponse<String> answer = service.send("POST", "/jobs/validate", job.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.parse(answer.body());
  }

  private static void defaults(JsonNode schema, String pointer, Map<String, JsonNode> found) {
    if (schema.has("default")) {
      found.put(pointer, schema.get("default"));
    }
    schema
        .path("properties")
        .properties()
        .forEach(p -> defaults(p.getValue(), pointer + "/" + p.getKey(), found));
  }

  private static void set(ObjectNode job, String pointer, JsonNode value) {
    String[] names = pointer.substring(1).split("/");
    ObjectNode at = job;
    for (int i = 0; i < names.length - 1; i++) {
      at = at.has(names[i]) ? (ObjectNode) at.get(names[i]) : at.putObject(names[i]);
    }
    at.set(names[names.length - 1], value);
  }
}
