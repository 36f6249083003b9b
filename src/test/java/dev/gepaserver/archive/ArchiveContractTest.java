package dev.gepaserver.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a finished job shows of itself, for right questions and wrong ones. */
class ArchiveContractTest {

  private static Service service;
  private static String job;
  private static JsonNode view;
  private static List<JsonNode> candidates;

  @BeforeAll
  static void finishesAJob() throws IOException {
    service = Service.fresh();
    ObjectNode spec =
        (ObjectNode)
            Json.parse(Files.readString(Path.of("src/main/resources/demo/ticket-routing.json")));
    ((ObjectNode) spec.get("seedCandidate")).put("closing", "Answer now.\n");
    ArrayNode messages = ((ObjectNode) spec.get("system")).putArray("messages");
    messages.addObject().put("role", "system").put("content", "{{component.system_prompt}}");
    messages.addObject().put("role", "user").put("content", "{{input}}\n{{component.closing}}");
    spec.putObject("budget").put("maxIterations", 6);
    job = "/jobs/" + service.submit(spec);
    view = service.settled(job.substring("/jobs/".length()));
    candidates = service.all(job + "/candidates");
  }

  @AfterAll
  static void stops() {
    service.close();
  }

  @Test
  void hasSomethingToShow() {
    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    assertThat(candidates).hasSizeGreaterThan(1);
  }

  /** Path, the pointers of all faults. */
  @ParameterizedTest
  @CsvSource({
    "/best?components=closing, components",
    "/best?component=a&component=b, component",
    "/candidates?limit=0, limit",
    "/candidates?limit=1001&cursor=*&page=2, limit cursor page",
    "/candidates?limit=1&limit=2, limit",
    "/candidates?cursor=NEGATIVE, cursor",
    "/candidates?cursor=WORD, cursor",
    "/candidates?cursor=BEYOND, cursor",
    "/candidates/0?x=1, x",
    "/candidates/0/diff?against=-1, against",
    "/candidates/0/diff?against=first, against",
    "/candidates/0/diff?against=0&against=1, against",
    "/candidates/0/diff?to=1, to",
    "/iterations?cursor=NEGATIVE, cursor",
    "/iterations?kind=merge, kind",
    "/rollouts?iteration=x&candidate=-1&stage=validations&limit=x&colour=1, iteration candidate stage limit colour",
    "/rollouts?stage=seed&stage=parent, stage",
    "/rollouts?example=a&example=b, example",
    "/rollouts?iteration=9999999999, iteration",
    "/rollouts?cursor=NEGATIVE, cursor",
    "/rollouts/0.seed.0.0?x=1, x",
    "/reflections?cursor=WORD&component=a, cursor component",
    "/pareto?iteration=-1, iteration",
    "/pareto?iteration=1.5&at=now, iteration at",
    "/lineage?depth=1, depth",
    "/model-calls?role=task, role",
    "/model-calls?cursor=NEGATIVE, cursor",
    "/events?type=x, type",
    "/events?cursor=NEGATIVE&limit=a, cursor limit",
  })
  void tellsEveryFaultOfAQuestion(String path, String faults) {
    HttpResponse<String> answer = ask(cursors(path), "application/json");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(Json.parse(answer.body()).get("errors").valueStream())
        .extracting(e -> e.get("pointer").stringValue())
        .containsExactlyInAnyOrder(faults.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/candidates/00",
        "/candidates/01",
        "/candidates/-1",
        "/candidates/x",
        "/candidates/9999",
        "/candidates/99999999999",
        "/candidates/00/diff",
        "/candidates/9999/diff",
        "/candidates/0/diff?against=9999",
        "/rollouts/0.seed.0.00",
        "/rollouts/00.seed.0.0",
        "/rollouts/0.seed.0.9999",
        "/rollouts/0.nothing.0.0",
        "/rollouts/x",
        "/pareto?iteration=9999",
        "/nothing"
      })
  void tellsWhatIsNotThere(String path) {
    HttpResponse<String> answer = ask(path, "application/json");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
    assertThat(Json.parse(answer.body()).get("code").stringValue()).isEqualTo("not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/best", "/candidates", "/lineage", "/events", "/pareto", "/rollouts"})
  void tellsThatAJobIsNotThere(String path) {
    HttpResponse<String> answer =
        service.send("GET", "/jobs/0199a1b2-0000-7000-8000-000000000000" + path, null);

    assertThat(answer.statusCode()).isEqualTo(404);
  }

  @Test
  void showsTheBestCandidate() {
    int index = view.at("/progress/bestCandidate").intValue();

    JsonNode best = service.get(job + "/best");

    assertThat(best).isEqualTo(candidates.get(index));
    assertThat(best).isEqualTo(service.get(job + "/candidates/" + index));
    assertThat(best.get("valScore")).isEqualTo(view.at("/progress/bestScore"));
    assertThat(best.get("components").propertyNames()).containsExactly("system_prompt", "closing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"system_prompt", "closing"})
  void givesTheBareTextOfAComponent(String component) {
    HttpResponse<String> answer = ask("/best?component=" + component, "text/plain");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .isEqualTo("text/plain;charset=UTF-8");
    assertThat(answer.body())
        .isEqualTo(service.get(job + "/best").get("components").get(component).stringValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?component=nobody", "?component=%00", "?component=a&component=b"})
  void asksWhichComponentIsMeant(String query) {
    HttpResponse<String> answer = ask("/best" + query, "text/plain");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("system_prompt, closing");
  }

  @Test
  void drawsWhatTheListsShow() {
    ArchiveFigures figures = service.bean(ArchiveFigures.class);
    UUID id = UUID.fromString(job.substring("/jobs/".length()));
    List<Double> rising = new ArrayList<>();
    candidates.forEach(c -> {
      double score = c.get("valScore").doubleValue();
      if (rising.isEmpty() || score > rising.getLast()) {
        rising.add(score);
      }
    });

    assertThat(figures.bestScores(List.of(id)).get(id))
        .extracting(b -> b.score())
        .isEqualTo(rising);
    assertThat(figures.candidates(id))
        .extracting(c -> c.score())
        .isEqualTo(candidates.stream().map(c -> c.get("valScore").doubleValue()).toList());
    for (String stage : List.of("seed", "parent", "child", "validation")) {
      assertThat(figures.rolloutsByStage(id).getOrDefault(stage, 0L))
          .isEqualTo(service.all(job + "/rollouts?stage=" + stage).size());
    }
    assertThat(figures.rejected(id, 1000))
        .hasSize(
            (int)
                proposals().filter(p -> p.get("status").stringValue().equals("rejected")).count());
    assertThat(figures.rejected(id, 1)).hasSizeLessThanOrEqualTo(1);
    assertThat(figures.pace(id).orElseThrow().iterations()).isEqualTo(6);
    assertThat(figures.objectives(id)).isEmpty();
  }

  @Test
  void showsAnyPartOfTheTableOfScores() {
    ArchiveFigures figures = service.bean(ArchiveFigures.class);
    UUID id = UUID.fromString(job.substring("/jobs/".length()));

    ArchiveFigures.ScoreTable part =
        figures.scores(
            id,
            new ArchiveFigures.ScoreWindow(
                new ArchiveFigures.Span(1, 1), new ArchiveFigures.Span(20, 10), false));

    JsonNode scores = candidates.get(1).get("valScores");
    assertThat(part.totalExamples()).isEqualTo(24);
    assertThat(part.examples())
        .isEqualTo(scores.propertyNames().stream().skip(20).toList())
        .hasSize(4);
    assertThat(part.rows()).hasSize(1);
    assertThat(part.rows().getFirst().scores())
        .isEqualTo(part.examples().stream().map(e -> scores.get(e).doubleValue()).toList());
    assertThat(part.best())
        .isEqualTo(
            part.examples().stream()
                .map(e ->
                    candidates.stream()
                        .mapToDouble(c -> c.get("valScores").get(e).doubleValue())
                        .max()
                        .orElseThrow())
                .toList());
  }

  @Test
  void tellsHowACandidateCameAboutAndWhatARolloutWasMadeOf() {
    ArchiveDetails details = service.bean(ArchiveDetails.class);
    ArchiveReader archive = service.bean(ArchiveReader.class);
    UUID id = UUID.fromString(job.substring("/jobs/".length()));

    ArchiveDetails.Making making = details.making(id, 1, 5).orElseThrow();
    Views.RolloutView rollout = archive.rollout(id, "0.seed.0.3").orElseThrow();

    assertThat(details.making(id, 0, 5)).isEmpty();
    assertThat(making.proposal().candidate()).isEqualTo(1);
    assertThat(making.iteration()).isEqualTo(candidates.get(1).get("iteration").intValue());
    assertThat(making.reflections()).isNotEmpty();
    assertThat(making.reflections().getLast().newText())
        .isIn(making.proposal().newTexts().values());
    assertThat(making.siblings())
        .allSatisfy(s -> assertThat(s.proposal().parents()).isEqualTo(making.proposal().parents()));
    assertThat(details.calls(id, rollout).models()).hasSize(1);
    assertThat(details.example(id, rollout.split(), rollout.example()).orElseThrow().has("input"))
        .isTrue();
    assertThat(details.example(id, "val", "nobody")).isEmpty();
  }

  private static Stream<JsonNode> proposals() {
    return service.all(job + "/iterations").stream()
        .flatMap(iteration -> iteration.get("proposals").valueStream());
  }

  @Test
  void listsCandidatesByIndex() {
    assertThat(candidates)
        .extracting(c -> c.get("index").intValue())
        .isEqualTo(IntStream.range(0, candidates.size()).boxed().toList());
    assertThat(candidates.getFirst().get("origin").stringValue()).isEqualTo("seed");
    assertThat(candidates.get(1).get("origin").stringValue()).isEqualTo("mutation");
    assertThat(candidates)
        .allSatisfy(c ->
            assertThat(c.propertyNames())
                .containsExactly(
                    "index",
                    "components",
                    "parents",
                    "origin",
                    "iteration",
                    "discoveredAt",
                    "valScore",
                    "valScores",
                    "objectiveScores",
                    "onFrontier"));
    assertThat(candidates).allSatisfy(c -> assertThat(c.get("valScores").size()).isEqualTo(24));
  }

  @ParameterizedTest
  @CsvSource({
    "/candidates",
    "/iterations",
    "/rollouts?stage=parent",
    "/reflections",
    "/model-calls",
    "/events"
  })
  void pagesThroughAList(String list) {
    List<JsonNode> whole = service.all(job + list);
    List<JsonNode> items = new ArrayList<>();
    String cursor = "";

    while (cursor != null) {
      JsonNode page =
          service.get(job + list + (list.contains("?") ? "&" : "?") + "limit=7" + cursor);
      page.get("items").forEach(items::add);
      cursor = page.get("next").isNull() ? null : "&cursor=" + page.get("next").stringValue();
    }

    assertThat(whole).isNotEmpty();
    assertThat(items).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/candidates",
        "/iterations",
        "/rollouts",
        "/reflections",
        "/model-calls",
        "/events"
      })
  void endsAfterTheLargestCursor(String list) {
    JsonNode page = service.get(job + list + "?cursor=" + cursor(Long.toString(Long.MAX_VALUE)));

    assertThat(page).isEqualTo(Json.parse("{\"items\": [], \"next\": null}"));
  }

  @Test
  void showsWhatACandidateChanged() {
    JsonNode child = candidates.get(1);
    String changed =
        child.get("components").propertyNames().stream()
            .filter(name ->
                !child
                    .at("/components/" + name)
                    .equals(candidates.getFirst().at("/components/" + name)))
            .findFirst()
            .orElseThrow();

    JsonNode diff = service.get(job + "/candidates/1/diff");

    assertThat(diff.get("components").propertyNames()).containsExactly("system_prompt", "closing");
    assertThat(diff.get("components").get(changed).stringValue())
        .startsWith("--- " + changed + " of candidate 0\n+++ " + changed + " of candidate 1\n@@ ");
    assertThat(service.get(job + "/candidates/1/diff?against=0")).isEqualTo(diff);
    assertThat(service.get(job + "/candidates/1/diff?against=1").get("components").values())
        .allSatisfy(text -> assertThat(text.stringValue()).isEmpty());
    assertThat(service.get(job + "/candidates/0/diff").get("components").values())
        .allSatisfy(text -> assertThat(text.stringValue()).isEmpty());
  }

  @Test
  void listsIterations() {
    List<JsonNode> iterations = service.all(job + "/iterations");

    assertThat(iterations)
        .extracting(i -> i.get("iteration").intValue())
        .containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(iterations)
        .allSatisfy(i -> {
          assertThat(i.get("kind").stringValue()).isEqualTo("mutation");
          assertThat(i.get("rolloutsAfter").longValue())
              .isGreaterThanOrEqualTo(i.get("rolloutsBefore").longValue());
          assertThat(i.get("proposals").size()).isEqualTo(1);
          assertThat(i.at("/proposals/0/status").stringValue())
              .isIn("accepted", "rejected", "skipped", "failed");
        });
    assertThat(iterations.getLast().get("rolloutsAfter")).isEqualTo(view.at("/progress/rollouts"));
  }

  /** Filter, the field it is about, the value that all rollouts have. */
  @ParameterizedTest
  @CsvSource({
    "iteration=0, iteration, 0",
    "iteration=1, iteration, 1",
    "candidate=0, candidate, 0",
    "candidate=1, candidate, 1",
    "example=val-01, example, val-01",
    "example=train-01, example, train-01",
    "stage=seed, stage, seed",
    "stage=parent, stage, parent",
    "stage=child, stage, child",
    "stage=validation, stage, validation",
    "stage=test, stage, test",
    "iteration=0&stage=seed&example=val-02, example, val-02",
  })
  void filtersRollouts(String filter, String field, String value) {
    List<JsonNode> all = service.all(job + "/rollouts");
    List<JsonNode> filtered = service.all(job + "/rollouts?" + filter);

    assertThat(filtered).isNotEmpty();
    assertThat(filtered).allSatisfy(r -> assertThat(r.get(field).asString()).isEqualTo(value));
    assertThat(all).containsAll(filtered);
    if (!filter.contains("&")) {
      assertThat(filtered)
          .isEqualTo(all.stream().filter(r -> r.get(field).asString("").equals(value)).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"iteration=999", "candidate=999", "example=nobody", "example=%00", "stage=merge"})
  void findsNothingWhereNothingFits(String filter) {
    assertThat(service.all(job + "/rollouts?" + filter)).isEmpty();
  }

  @Test
  void showsOneRollout() {
    List<JsonNode> rollouts = service.all(job + "/rollouts?stage=seed");

    assertThat(rollouts).hasSize(24);
    JsonNode first = rollouts.getFirst();
    assertThat(service.get(job + "/rollouts/" + first.get("id").stringValue())).isEqualTo(first);
    assertThat(first.get("split").stringValue()).isEqualTo("val");
    assertThat(first.at("/usage/calls").longValue()).isEqualTo(1);
  }

  @Test
  void listsReflections() {
    List<JsonNode> reflections = service.all(job + "/reflections");

    assertThat(reflections).isNotEmpty();
    assertThat(reflections)
        .allSatisfy(r -> {
          assertThat(r.get("component").stringValue()).isIn("system_prompt", "closing");
          assertThat(r.get("status").stringValue()).isIn("used", "unusable");
          assertThat(r.get("prompt").isString()).isTrue();
        });
  }

  @Test
  void showsTheFrontNowAndThen() {
    JsonNode now = service.get(job + "/pareto");
    JsonNode before = service.get(job + "/pareto?iteration=0");

    assertThat(service.get(job + "/pareto?iteration=6")).isEqualTo(now);
    assertThat(now.get("frontier").stringValue()).isEqualTo("instance");
    assertThat(now.get("iteration").intValue()).isEqualTo(6);
    assertThat(now.get("keys").size()).isEqualTo(24);
    assertThat(now.at("/keys/0").propertyNames())
        .containsExactly("example", "score", "candidates", "rollouts");
    assertThat(before.get("iteration").intValue()).isZero();
    assertThat(before.get("keys").values())
        .allSatisfy(k -> assertThat(k.get("candidates").toString()).isEqualTo("[0]"));
    assertThat(before.at("/keys/3/rollouts").toString()).isEqualTo("{\"0\":\"0.seed.0.3\"}");
  }

  @Test
  void showsWhoDescendsFromWhom() {
    JsonNode lineage = service.get(job + "/lineage");

    assertThat(lineage.get("nodes").size()).isEqualTo(candidates.size());
    assertThat(lineage.get("nodes").valueStream().filter(n -> n.get("best").booleanValue()))
        .singleElement()
        .satisfies(n -> assertThat(n.get("index")).isEqualTo(view.at("/progress/bestCandidate")));
    assertThat(lineage.get("edges").size()).isEqualTo(candidates.size() - 1);
  }

  @Test
  void drawsWhoDescendsFromWhom() {
    HttpResponse<String> answer = ask("/lineage", "text/vnd.graphviz");

    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/vnd.graphviz");
    assertThat(answer.body()).startsWith("digraph lineage {").contains("  0 -> 1;").endsWith("}\n");
  }

  @Test
  void listsModelCalls() {
    List<JsonNode> calls = service.all(job + "/model-calls");

    assertThat(calls)
        .extracting(c -> c.get("role").stringValue())
        .containsOnly("task", "reflection");
    assertThat(calls)
        .allSatisfy(c -> {
          assertThat(c.get("provider").stringValue()).isEqualTo("simulated");
          assertThat(c.get("messages").isArray()).isTrue();
          assertThat(c.get("costUsd").decimalValue()).isZero();
          assertThat(c.get("rolloutId").isNull())
              .isEqualTo(c.get("role").stringValue().equals("reflection"));
        });
  }

  @Test
  void listsEvents() {
    List<JsonNode> events = service.all(job + "/events");

    assertThat(events)
        .extracting(e -> e.get("seq").intValue())
        .isEqualTo(IntStream.rangeClosed(1, events.size()).boxed().toList());
    assertThat(events)
        .extracting(e -> e.get("type").stringValue())
        .startsWith("job.submitted", "job.started")
        .contains("iteration.finished", "candidate.accepted", "job.completed");
  }

  @ParameterizedTest
  @CsvSource({
    "/best, text/html",
    "/best, text/vnd.graphviz",
    "/candidates, text/plain",
    "/lineage, text/plain",
    "/pareto, text/csv",
  })
  void refusesOtherMediaTypes(String path, String accept) {
    assertThat(ask(path, accept).statusCode()).isEqualTo(406);
  }

  private static HttpResponse<String> ask(String path, String accept) {
    return service.send("GET", job + path, null, "Accept", accept);
  }

  private static String cursors(String path) {
    return path.replace("NEGATIVE", cursor("-1"))
        .replace("WORD", cursor("word"))
        .replace("BEYOND", cursor("99999999999999999999"));
  }

  private static String cursor(String key) {
    String encoded =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(key.getBytes(StandardCharsets.UTF_8));
    return URLEncoder.encode(encoded, StandardCharsets.UTF_8);
  }
}
