package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs whose sets are parts of data sets. */
class NamedSetsTest {

  private static World world;
  private static TestDatabase.Access database;
  private static Service service;

  @BeforeAll
  static void starts() throws IOException {
    world = new World();
    database = TestDatabase.create();
    service = Service.on(database, world.settings());
    add(
        "parts",
        IntStream.range(0, 40)
            .mapToObj(i ->
                Json.object()
                    .put("id", "r" + i)
                    .put("answer", "better")
                    .put("part", i % 4 == 0 ? "val" : "train")
                    .put("n", i)));
  }

  @AfterAll
  static void stops() {
    service.close();
    world.close();
  }

  private static JsonNode add(String name, Stream<ObjectNode> rows) {
    ObjectNode body = Json.object().put("name", name);
    rows.forEach(body.putArray("items")::add);
    HttpResponse<String> answer = service.send("POST", "/datasets", Json.write(body));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Json.parse(answer.body());
  }

  private static ObjectNode job(String trainset, String valset) {
    ObjectNode job =
        (ObjectNode)
            Json.parse(
                """
                {"seedCandidate": {"text": "good"}, "objective": "Say better.", "system": {"type": "artifact"},
                 "evaluator": {"type": "contains", "expected": "{{answer}}"},
                 "reflection": {"model": "simulated/reflector"}, "budget": {"maxIterations": 2}}
                """);
    job.set("trainset", Json.parse(trainset));
    if (!valset.isEmpty()) {
      job.set("valset", Json.parse(valset));
    }
    return job;
  }

  @Test
  void improvesTheDescriptionOfAnAgentsToolThatSearchesANamedCorpus() {
    HttpResponse<String> corpus =
        service.send(
            "POST",
            "/corpora",
            """
            {"name": "handbook", "items": [
              {"id": "d1", "text": "The vacation is 30 days a year."},
              {"id": "d2", "text": "Invoices are paid within 14 days."},
              {"id": "d3", "text": "A parking permit costs 20 euros."}]}
            """);
    assertThat(corpus.statusCode()).as(corpus.body()).isEqualTo(201);
    JsonNode job =
        Json.parse(
            """
            {"seedCandidate": {"search_handbook": "Finds things."},
             "trainset": [
               {"input": "How long is the vacation?", "answer": "30 days"},
               {"input": "When are invoices paid?", "answer": "14 days"},
               {"input": "Who gives me a parking permit?", "answer": "20 euros"}],
             "system": {"type": "agent", "model": "simulated/agent",
               "messages": [{"role": "user", "content": "{{input}}"}],
               "tools": [{"name": "search", "component": "search_handbook", "corpus": "handbook", "k": 1}]},
             "evaluator": {"type": "contains"},
             "reflection": {"model": "simulated/reflector"},
             "budget": {"maxRollouts": 60, "targetScore": 1.0}}
            """);

    JsonNode view = service.settled(service.submit((ObjectNode) job));

    String path = "/jobs/" + view.get("id").stringValue();
    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    assertThat(view.at("/progress/seedScore").doubleValue()).isZero();
    assertThat(view.at("/progress/bestScore").doubleValue()).isGreaterThan(0.6);
    List<JsonNode> turns =
        service.all(path + "/model-calls").stream()
            .filter(call -> call.get("role").stringValue().equals("task"))
            .toList();
    assertThat(turns)
        .extracting(call -> call.get("call").stringValue())
        .contains("turn-1", "turn-2");
    assertThat(turns)
        .filteredOn(call -> call.get("finishReason").stringValue().equals("tool_calls"))
        .isNotEmpty()
        .allSatisfy(
            call -> assertThat(call.at("/toolCalls/0/name").stringValue()).isEqualTo("search"));
    assertThat(service.all(path + "/rollouts").getLast().at("/trace/turns")).isNotEmpty();
  }

  private static List<Integer> rows(String job, String split) {
    return service
        .bean(JdbcTemplate.class)
        .query(
            "select rows from job_set where job_id = ?::uuid and split = ?",
            (row, n) -> List.of((Integer[]) row.getArray(1).getArray()),
            job,
            split)
        .getFirst();
  }

  @Test
  void writesDownWhatWasFoundAndCopiesNothing() {
    String id =
        service.submit(
            job(
                "{\"dataset\": \"parts\", \"limit\": 5}",
                "{\"dataset\": \"parts\", \"where\": {\"part\": \"val\"}}"));
    JsonNode spec = service.get("/jobs/" + id + "/spec");
    String dataset = spec.at("/trainset/dataset").stringValue();

    assertThat(service.get("/datasets/" + dataset).get("name").stringValue()).isEqualTo("parts");
    assertThat(spec.get("trainset").toString())
        .isEqualTo("{\"dataset\":\"%s\",\"version\":1,\"limit\":5,\"rows\":5}".formatted(dataset));
    assertThat(spec.get("valset").toString())
        .isEqualTo(
            "{\"dataset\":\"%s\",\"version\":1,\"where\":{\"part\":\"val\"},\"rows\":10}"
                .formatted(dataset));
    assertThat(rows(id, "val")).isEqualTo(IntStream.range(0, 10).map(i -> 4 * i).boxed().toList());
    assertThat(
            service
                .bean(JdbcTemplate.class)
                .queryForObject(
                    "select count(*) from job_example where job_id = ?::uuid", Integer.class, id))
        .isZero();
    assertThat(service.settled(id).get("status").stringValue()).isEqualTo("COMPLETED");
    assertThat(service.submit(spec)).isNotEqualTo(id);
  }

  @Test
  void namesExamplesByTheirIds() {
    String id =
        service.submit(
            job(
                "{\"dataset\": \"parts\", \"where\": {\"part\": \"train\"}}",
                "{\"dataset\": \"parts\", \"where\": {\"part\": \"val\"}, \"split\": {\"seed\": 3}}"));
    service.settled(id);
    List<String> labels = rows(id, "val").stream().map(row -> "r" + row).toList();

    assertThat(
            List.copyOf(
                service.get("/jobs/" + id + "/candidates/0").get("valScores").propertyNames()))
        .isEqualTo(labels);
    assertThat(service.all("/jobs/" + id + "/rollouts?stage=seed"))
        .extracting(r -> r.get("example").stringValue())
        .containsExactlyInAnyOrderElementsOf(labels);
    assertThat(service.all("/jobs/" + id + "/rollouts?stage=seed&example=r8"))
        .singleElement()
        .satisfies(r -> assertThat(r.get("split").stringValue()).isEqualTo("val"));
    assertThat(service.all("/jobs/" + id + "/iterations").getFirst().toString()).contains("\"r");
  }

  @Test
  void splitsWithoutOverlapAndRemainder() {
    List<Integer> all = new ArrayList<>();
    String share = "{\"dataset\": \"parts\", \"split\": {\"seed\": 9, \"from\": %s, \"to\": %s}}";
    String id = service.submit(job(share.formatted("0", "0.33"), share.formatted("0.33", "1")));
    all.addAll(rows(id, "train"));
    all.addAll(rows(id, "val"));

    assertThat(rows(id, "train")).hasSize(13);
    assertThat(all)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 40).boxed().toList())
        .isNotEqualTo(IntStream.range(0, 40).boxed().toList());
  }

  @Test
  void decidesAsWithTheSameExamplesInItsBody() {
    ObjectNode named = job("{\"dataset\": \"parts\", \"limit\": 12}", "");
    ObjectNode inline = named.deepCopy();
    inline.set(
        "trainset",
        Json.tree(
            service
                .get("/datasets/" + datasetId("parts") + "/items?limit=12")
                .get("items")
                .valueStream()
                .map(item -> item.get("data"))
                .toList()));
    String first = service.submit(named);
    String second = service.submit(inline);
    service.settled(first);
    service.settled(second);

    for (String list : List.of("/iterations", "/candidates")) {
      assertThat(decisions(first, list)).isNotEmpty().isEqualTo(decisions(second, list));
    }
  }

  private static List<JsonNode> decisions(String job, String list) {
    List<JsonNode> rows = service.all("/jobs/" + job + list);
    rows.forEach(row -> ((ObjectNode) row).remove("at"));
    return rows;
  }

  private static String datasetId(String name) {
    return service.get("/datasets?name=" + name).at("/items/0/id").stringValue();
  }

  @Test
  void keepsAVersionAsLongAsAJobRefersToIt() {
    String dataset =
        add("held", IntStream.range(0, 3).mapToObj(i -> Json.object().put("answer", "better")))
            .get("id")
            .stringValue();
    String id = service.submit(job("{\"dataset\": \"held\"}", ""));
    service.settled(id);
    add("held", IntStream.range(0, 9).mapToObj(i -> Json.object().put("answer", "worse")));

    HttpResponse<String> refused = service.send("DELETE", "/datasets/" + dataset, null);
    String fork =
        Json.parse(service.send("POST", "/jobs/" + id + "/fork", "{}").body())
            .get("id")
            .stringValue();
    service.settled(fork);

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(service.get("/jobs/" + fork + "/spec").at("/trainset/version").intValue())
        .isEqualTo(1);
    assertThat(service.send("DELETE", "/jobs/" + id, null).statusCode()).isEqualTo(204);
    assertThat(service.send("DELETE", "/datasets/" + dataset, null).statusCode()).isEqualTo(409);
    assertThat(service.send("DELETE", "/jobs/" + fork, null).statusCode()).isEqualTo(204);
    assertThat(service.send("DELETE", "/datasets/" + dataset, null).statusCode()).isEqualTo(204);
  }

  @Test
  void forksWithOtherParts() {
    String id =
        service.submit(job("{\"dataset\": \"parts\"}", "{\"dataset\": \"parts\", \"limit\": 4}"));
    service.settled(id);

    JsonNode fork =
        Json.parse(
            service
                .send(
                    "POST",
                    "/jobs/" + id + "/fork",
                    "{\"valset\": {\"limit\": 6}, \"trainset\": [{\"answer\": \"x\"}]}")
                .body());
    JsonNode spec = service.get("/jobs/" + fork.get("id").stringValue() + "/spec");

    assertThat(spec.at("/valset/rows").intValue()).isEqualTo(6);
    assertThat(spec.get("trainset").toString()).isEqualTo("[{\"answer\":\"x\"}]");
  }

  @Test
  void resumesWithMoreBudget() {
    String id =
        service.submit(job("{\"dataset\": \"parts\"}", "{\"dataset\": \"parts\", \"limit\": 4}"));
    service.settled(id);

    HttpResponse<String> resumed =
        service.send("POST", "/jobs/" + id + "/resume", "{\"budget\": {\"maxIterations\": 4}}");

    assertThat(resumed.statusCode()).as(resumed.body()).isEqualTo(202);
    assertThat(service.settled(id).at("/progress/iteration").intValue()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"dataset": "nobody"}                                | /trainset/dataset      | there is no data set
          {"dataset": "parts", "version": 2}                   | /trainset/dataset      | no version 2
          {"dataset": "parts", "where": {"n": "1"}}            | /trainset              | none of the 40 rows
          {"dataset": "parts", "where": {"n": []}}             | /trainset/where/n      | must be a text
          {"dataset": "parts", "where": {"none": 1}}           | /trainset              | none of the 40 rows
          {"dataset": "parts", "split": {"from": 0.5, "to": 0.5}} | /trainset/split/to  | greater than from
          {"dataset": "parts", "split": {"to": 1.5}}           | /trainset/split/to     | out of range
          {"dataset": "parts", "split": {"to": 0.001}}         | /trainset              | none of the 40 rows
          {"dataset": "parts", "limit": 0}                     | /trainset/limit        | out of range
          {"dataset": "parts", "rows": 39}                     | /trainset/rows         | there are 40
          {"dataset": "parts", "part": 1}                      | /trainset/part         | no field here
          {"name": "parts"}                                    | /trainset/dataset      | is missing
          """)
  void refusesWhatMeansNoRows(String trainset, String pointer, String told) {
    HttpResponse<String> answer = service.send("POST", "/jobs", Json.write(job(trainset, "")));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Json.parse(answer.body()).get("errors").valueStream())
        .anySatisfy(e -> {
          assertThat(e.get("pointer").stringValue()).isEqualTo(pointer);
          assertThat(e.get("detail").stringValue()).contains(told);
        });
  }

  @Test
  void comparesNumbersByTheirValue() {
    String id =
        service.submit(
            job("{\"dataset\": \"parts\", \"where\": {\"n\": 7.0, \"part\": \"train\"}}", ""));

    assertThat(rows(id, "train")).containsExactly(7);
  }

  @Test
  void startsOnManyRows() {
    String filler = "x".repeat(200);
    String rows =
        IntStream.range(0, 55_000)
            .mapToObj(
                i -> "{\"answer\": \"better\", \"n\": " + i + ", \"filler\": \"" + filler + "\"}")
            .collect(Collectors.joining("\n"));
    String share = "{\"dataset\": \"many\", \"split\": {\"seed\": 1, \"from\": %s, \"to\": %s}}";
    HttpResponse<String> imported = imported("many", rows);
    ObjectNode job = job(share.formatted("0", "0.90909091"), share.formatted("0.90909091", "1"));
    job.putObject("budget").put("maxIterations", 1);
    String id = service.submit(job);
    JsonNode view = service.settled(id);

    assertThat(imported.statusCode()).isEqualTo(201);
    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    assertThat(rows(id, "train")).hasSize(50_000);
    assertThat(rows(id, "val")).hasSize(5_000);
    JdbcTemplate jdbc = service.bean(JdbcTemplate.class);
    assertThat(
            jdbc.queryForObject(
                "select count(*) from job_example where job_id = ?::uuid", Integer.class, id))
        .isZero();
    assertThat(
            jdbc.queryForObject(
                "select sum(pg_column_size(rows)) from job_set where job_id = ?::uuid",
                Integer.class,
                id))
        .isLessThan(300_000);
    assertThat(
            jdbc.queryForList(
                """
                select 'row' from data_row where collection_id <> ?::uuid and data::text like '%' || ? || '%'
                union all
                select 'rollout' from rollout r
                where job_id = ?::uuid and stage in ('seed', 'validation') and r::text like '%' || ? || '%'
                union all
                select 'job' from job j where id = ?::uuid and j::text like '%' || ? || '%'
                """,
                String.class,
                Json.parse(imported.body()).get("id").stringValue(),
                filler,
                id,
                filler,
                id,
                filler))
        .isEmpty();
  }

  @Test
  void holdsManyRowsOnceWhileItRuns() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    world.hook(
        "held",
        request -> {
          asked.countDown();
          awaitQuietly(release);
          return "{\"score\": 0}";
        });
    imported(
        "held-rows",
        IntStream.range(0, 55_000)
            .mapToObj(i -> "{\"n\": %d}".formatted(i))
            .collect(Collectors.joining("\n")));
    ObjectNode job =
        job(
            "{\"dataset\": \"held-rows\", \"limit\": 50000}",
            "{\"dataset\": \"held-rows\", \"split\": {\"seed\": 1, \"to\": 0.090909091}}");
    job.putObject("evaluator").put("type", "http").put("url", world.url("held"));
    String id = service.submit(job);
    asked.await();

    long examples = instances(Example.class);
    service.send("POST", "/jobs/" + id + "/cancel", null);
    release.countDown();

    assertThat(service.settled(id).get("status").stringValue()).isEqualTo("CANCELLED");
    assertThat(rows(id, "val")).hasSize(5_000);
    assertThat(examples).isBetween(55_000L, 56_000L);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many instances of a class are in use in this virtual machine, the service's. */
  private static long instances(Class<?> type) throws JMException {
    Object histogram =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    return histogram
        .toString()
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(line -> line.length > 3 && line[3].equals(type.getName()))
        .mapToLong(line -> Long.parseLong(line[1]))
        .sum();
  }

  private static HttpResponse<String> imported(String name, String ndjson) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(service.uri("/datasets?name=" + name))
                  .header("Content-Type", "application/x-ndjson")
                  .POST(BodyPublishers.ofString(ndjson))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
