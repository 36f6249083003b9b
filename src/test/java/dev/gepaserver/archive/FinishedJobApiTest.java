package dev.gepaserver.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.common.Json;
import dev.gepaserver.job.JobLookup;
import dev.gepaserver.job.Jobs;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.World;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.template.st.StTemplateRenderer;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What can be taken away of jobs: views that are kept, exports, texts for use elsewhere. */
class FinishedJobApiTest {

  private static final String XSS =
      "</script><script>alert('x')</script><img src=x onerror=alert(1)>\"'``` `";
  private static final String PROMPT =
      """
      {"name": "prompt",
       "seedCandidate": {"rules": "Answer {\\"json\\": \\\\d} about {{topic.name}}.", "tone": "Be kind."},
       "trainset": [{"input": "one", "answer": "a", "topic": {"name": "trees"}}],
       "system": {"type": "prompt", "model": "lab/worker", "messages": [
         {"role": "system", "content": "{{component.rules}} {x} C:\\\\{{component.tone}}"},
         {"role": "user", "content": "{{ input }}?"}]},
       "evaluator": {"type": "contains", "expected": "{{answer}}"},
       "reflection": {"model": "lab/writer"},
       "budget": {"maxRollouts": 4}}
      """;

  private static World world;
  private static Service service;
  private static String hostile;
  private static String prompt;

  @BeforeAll
  static void finishesJobs() throws IOException {
    world =
        new World()
            .model("writer", text -> "```\n" + XSS + world.chats().size() + " {{topic.name}}\n```")
            .model("worker", text -> "b")
            .hook("hostile", FinishedJobApiTest::hostileAnswer);
    service = Service.fresh(world.settings());
    hostile = service.submit(hostileJob("hostile"));
    prompt = service.submit(Json.parse(PROMPT));
    service.settled(hostile);
    service.settled(prompt);
  }

  @AfterAll
  static void stops() {
    service.close();
    world.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/spec",
        "/best",
        "/best?format=markdown",
        "/best?format=text",
        "/candidates",
        "/candidates/0",
        "/candidates/0?format=json",
        "/candidates/1/diff",
        "/iterations",
        "/rollouts/0.seed.0.0",
        "/lineage",
        "/pareto",
        "/report",
        "/report?format=markdown"
      })
  void answersWithoutABodyWhereNothingChanged(String path) {
    HttpResponse<String> first = get(hostile, path);
    String tag = first.headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> again = get(hostile, path, "If-None-Match", tag);
    HttpResponse<String> other = get(hostile, path, "If-None-Match", "W/\"else\"");
    HttpResponse<String> any = get(hostile, path, "If-None-Match", "*");

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().firstValue("ETag")).contains(tag);
    assertThat(any.statusCode()).isEqualTo(304);
    assertThat(any.headers().firstValue("ETag")).contains(tag);
    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(other.body()).isEqualTo(first.body());
  }

  @Test
  void answersAnewWhereSomethingChanged() {
    ObjectNode job = (ObjectNode) Json.parse(PROMPT);
    String id = service.submit(job);
    service.settled(id);
    List<String> paths = List.of("", "/spec", "/candidates", "/iterations", "/best");
    Map<String, HttpResponse<String>> before = new LinkedHashMap<>();
    paths.forEach(path -> before.put(path, get(id, path)));

    service.send("POST", "/jobs/" + id + "/resume", "{\"budget\": {\"maxRollouts\": 12}}");
    service.settled(id);

    before.forEach((path, first) -> {
      String tag = first.headers().firstValue("ETag").orElseThrow();
      HttpResponse<String> now = get(id, path, "If-None-Match", tag);
      assertThat(now.statusCode()).as(path).isEqualTo(200);
      assertThat(now.headers().firstValue("ETag").orElseThrow()).as(path).isNotEqualTo(tag);
    });
  }

  @Test
  void tellsRepresentationsAtOneAddressApart() {
    String json =
        get(prompt, "/lineage", "Accept", "application/json")
            .headers()
            .firstValue("ETag")
            .orElseThrow();

    HttpResponse<String> dot =
        get(prompt, "/lineage", "Accept", "text/vnd.graphviz", "If-None-Match", json);

    assertThat(dot.statusCode()).isEqualTo(200);
    assertThat(dot.headers().allValues("Vary")).contains("Accept");
  }

  @Test
  void exportsWhatTheApiShowsOneObjectALine() {
    HttpResponse<String> answer = get(hostile, "/export");
    Map<String, List<JsonNode>> lines = byKind(answer.body());

    assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-ndjson");
    assertThat(lines.get("job")).containsExactly(service.get("/jobs/" + hostile));
    assertThat(lines.get("spec")).containsExactly(service.get("/jobs/" + hostile + "/spec"));
    for (Map.Entry<String, String> list :
        Map.of(
                "candidate", "/candidates",
                "iteration", "/iterations",
                "rollout", "/rollouts",
                "reflection", "/reflections",
                "model-call", "/model-calls",
                "event", "/events")
            .entrySet()) {
      assertThat(lines.get(list.getKey()))
          .as(list.getKey())
          .isNotEmpty()
          .isEqualTo(service.all("/jobs/" + hostile + list.getValue()));
    }
    assertThat(lines.get("pareto")).containsExactly(service.get("/jobs/" + hostile + "/pareto"));
    long count = answer.body().lines().count();
    assertThat(lines.get("end").getFirst().get("lines").longValue()).isEqualTo(count - 1);
    assertThat(service.send("HEAD", "/jobs/" + hostile + "/export", null).statusCode())
        .isEqualTo(200);
  }

  @Test
  void exportsARunningJobAsItWasInOneMoment() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch on = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    world.hook(
        "gated",
        request -> {
          if (asked.incrementAndGet() == 20) {
            reached.countDown();
            await(on);
          }
          return WebhookJobs.scores(request);
        });
    String id = service.submit(WebhookJobs.aJob(world, "gated", 80));
    reached.await();
    JobExport export = service.bean(JobExport.class);

    JobExport.Moment moment = export.now(id);
    on.countDown();
    service.settled(id);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    export.write(moment, out);

    Map<String, List<JsonNode>> lines = byKind(out.toString(StandardCharsets.UTF_8));
    assertThat(lines.get("job").getFirst().get("status").stringValue()).isEqualTo("RUNNING");
    assertThat((long) lines.get("rollout").size()).isEqualTo(moment.extent().rollouts());
    assertThat(lines.get("rollout").size())
        .isLessThan(service.all("/jobs/" + id + "/rollouts").size());
    assertThat(lines.get("iteration")).hasSize(moment.view().progress().iteration());
    assertThat(lines.get("candidate")).hasSize(moment.view().progress().candidates());
    JsonNode front = lines.get("pareto").getFirst();
    assertThat(front.get("iteration").intValue()).isEqualTo(moment.extent().iteration());
    List<Integer> holders =
        front
            .get("keys")
            .valueStream()
            .flatMap(key -> key.get("candidates").valueStream())
            .map(JsonNode::intValue)
            .toList();
    assertThat(lines.get("candidate"))
        .allSatisfy(candidate ->
            assertThat(candidate.get("onFrontier").booleanValue())
                .isEqualTo(holders.contains(candidate.get("index").intValue())));
    assertThat(lines).containsKey("end");
  }

  @Test
  void readsNothingMoreForAClientThatWentAway() {
    AtomicInteger lists = new AtomicInteger();
    ArchiveReader archive = service.bean(ArchiveReader.class);
    ArchiveReader counting =
        (ArchiveReader)
            Proxy.newProxyInstance(
                ArchiveReader.class.getClassLoader(),
                new Class<?>[] {ArchiveReader.class},
                (proxy, method, args) -> {
                  lists.incrementAndGet();
                  try {
                    return method.invoke(archive, args);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    JobExport export =
        new JobExport(service.bean(JobLookup.class), service.bean(Jobs.class), counting);
    JobExport.Moment moment = service.bean(JobExport.class).now(hostile);

    assertThatThrownBy(() -> export.write(moment, new Leaving(3))).isInstanceOf(IOException.class);

    assertThat(lists).hasValue(1);
  }

  @Test
  void writesAMissingEndWhereRowsWereDeletedMeanwhile() throws IOException {
    String id = service.submit(Json.parse(PROMPT));
    service.settled(id);
    JobExport export = service.bean(JobExport.class);
    JobExport.Moment moment = export.now(id);

    service
        .bean(JdbcTemplate.class)
        .update("delete from rollout where job_id = ?", UUID.fromString(id));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    export.write(moment, out);

    assertThat(byKind(out.toString(StandardCharsets.UTF_8))).doesNotContainKey("end");
  }

  @Test
  void writesAMissingEndWhereTheJobWasDeletedMeanwhile() throws IOException {
    String id = service.submit(Json.parse(PROMPT));
    service.settled(id);
    JobExport export = service.bean(JobExport.class);
    JobExport.Moment moment = export.now(id);

    service.send("DELETE", "/jobs/" + id, null);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    export.write(moment, out);

    assertThat(byKind(out.toString(StandardCharsets.UTF_8))).doesNotContainKey("end");
  }

  @Test
  void writesAMissingEndWhereOthersCameInThePlaceOfRows() throws IOException {
    String id = service.submit(Json.parse(PROMPT));
    service.settled(id);
    JobExport export = service.bean(JobExport.class);
    JobExport.Moment moment = export.now(id);

    service
        .bean(JdbcTemplate.class)
        .update(
            "update rollout set seq = seq + 1000000 where job_id = ?"
                + " and seq = (select min(seq) from rollout where job_id = ?)",
            UUID.fromString(id),
            UUID.fromString(id));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    export.write(moment, out);

    assertThat(byKind(out.toString(StandardCharsets.UTF_8))).doesNotContainKey("end");
  }

  @Test
  void writesACandidateForUseElsewhere() {
    String base = "/candidates/0?format=";

    assertThat(get(prompt, base + "text&component=tone").body()).isEqualTo("Be kind.");
    assertThat(get(prompt, base + "markdown").body())
        .startsWith("# Candidate 0\n")
        .contains("## rules\n\n```text\nAnswer {\"json\"", "## tone\n\n```text\nBe kind.\n```\n");
    assertThat(Json.parse(get(prompt, base + "json").body()))
        .isEqualTo(service.get("/jobs/" + prompt + "/candidates/0"));
    assertThat(get(hostile, "/best?format=markdown").body()).contains("\n````text\n");
  }

  @Test
  void writesTheMessagesWithTheirPlacesLeft() {
    HttpResponse<String> answer = get(prompt, "/candidates/0?format=openai-messages");

    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    JsonNode messages = Json.parse(answer.body());
    assertThat(messages.at("/0/content").stringValue())
        .isEqualTo("Answer {\"json\": \\d} about {{topic.name}}. {x} C:\\Be kind.");
    assertThat(messages.at("/1").toString())
        .isEqualTo("{\"role\":\"user\",\"content\":\"{{ input }}?\"}");
  }

  @Test
  void writesTheMessagesOfAnAgentToo() {
    ObjectNode job = (ObjectNode) Json.parse(PROMPT);
    ObjectNode agent = ((ObjectNode) job.get("system")).put("type", "agent");
    agent
        .putArray("tools")
        .addObject()
        .put("name", "ask")
        .put("description", "Asks.")
        .put("url", world.url("hostile"))
        .putObject("parameters")
        .put("type", "object");
    String id = service.submit(job);
    service.settled(id);

    for (String format : List.of("openai-messages", "spring-ai&message=0")) {
      HttpResponse<String> answer = get(id, "/candidates/0?format=" + format);

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body())
          .isEqualTo(get(prompt, "/candidates/0?format=" + format).body())
          .contains("Be kind.");
    }
  }

  @Test
  void writesTemplatesThatSpringAiFillsInToWhatTheJobSent() {
    JsonNode sent =
        Json.parse(service.send("POST", "/jobs/validate", PROMPT).body()).get("firstMessages");
    Map<String, Object> values = Map.of("input", "one", "topic", Map.of("name", "trees"));

    for (int i = 0; i < 2; i++) {
      String template = get(prompt, "/candidates/0?format=spring-ai&message=" + i).body();
      String filled = StTemplateRenderer.builder().build().apply(template, values);

      assertThat(filled).isEqualTo(sent.at("/" + i + "/content").stringValue());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /best?format=pdf                      | format    | known are text, json, markdown, openai-messages, spring-ai
          /candidates/0?format=text             | component | must name one of the components rules, tone
          /candidates/0?format=spring-ai        | message   | must be one of 0 (system), 1 (user)
          /candidates/0?format=spring-ai&message=2 | message | must be one of
          /candidates/0?format=json&message=0   | message   | is no parameter here
          /candidates/0?message=0               | message   | is no parameter here
          """)
  void saysWhatIsWrongWithAFormat(String path, String parameter, String said) {
    HttpResponse<String> answer = get(prompt, path);

    JsonNode error = Json.parse(answer.body()).at("/errors/0");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(error.get("pointer").stringValue()).isEqualTo(parameter);
    assertThat(error.get("detail").stringValue()).contains(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai-messages", "spring-ai"})
  void saysThatASystemHasNoMessages(String format) {
    HttpResponse<String> answer = get(hostile, "/best?format=" + format);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("this job's is http, which has none of its own");
  }

  @Test
  void givesWhatUsersWroteAsDataThatNoBrowserRuns() {
    List<HttpResponse<String>> answers = new ArrayList<>();
    for (String path :
        List.of(
            "",
            "/spec",
            "/best",
            "/best?format=text",
            "/best?format=markdown",
            "/candidates",
            "/candidates/1/diff",
            "/iterations",
            "/rollouts",
            "/reflections",
            "/model-calls",
            "/pareto",
            "/lineage",
            "/report",
            "/report?format=markdown",
            "/events",
            "/export")) {
      answers.add(get(hostile, path));
    }
    answers.add(get(hostile, "/events", "Accept", "text/event-stream"));
    answers.add(get(hostile, "/lineage", "Accept", "text/vnd.graphviz"));
    answers.add(get(hostile, "/best", "Accept", "text/plain"));
    answers.add(service.send("GET", "/jobs", null, "Accept", "*/*"));
    answers.add(service.send("GET", "/jobs?status=%3Cscript%3E", null));
    answers.add(service.send("POST", "/jobs", "{\"<script>\": 1}"));
    answers.add(service.send("GET", "/jobs/%3Cscript%3E", null));
    String named = Json.write(Map.of("name", XSS, "role", "viewer"));
    HttpResponse<String> key = service.send("POST", "/keys", named);
    service.send("DELETE", key.headers().firstValue("Location").orElseThrow(), null);
    answers.add(key);
    answers.add(service.send("POST", "/keys", named));
    answers.add(service.send("GET", "/keys", null));
    answers.add(service.send("GET", "/audit", null));
    ObjectNode told = promptWithXss();
    HttpResponse<String> validated = service.send("POST", "/jobs/validate", Json.write(told));
    assertThat(validated.statusCode()).as(validated.body()).isEqualTo(200);
    answers.add(validated);
    String submitted = service.submit(told);
    service.settled(submitted);
    for (String path : List.of("", "/spec", "/candidates", "/reflections", "/model-calls")) {
      answers.add(get(submitted, path));
    }
    String rows = Json.write(Map.of("name", XSS, "items", List.of(Map.of("input", XSS))));
    HttpResponse<String> imported = service.send("POST", "/datasets", rows);
    answers.add(imported);
    answers.add(
        service.send(
            "GET", imported.headers().firstValue("Location").orElseThrow() + "/items", null));
    answers.add(service.send("GET", "/datasets", null));

    assertThat(answers)
        .allSatisfy(answer -> {
          assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
              .as(answer.uri().toString())
              .matches(
                  "application/(problem\\+)?json|application/x-ndjson"
                      + "|text/(plain|markdown|vnd\\.graphviz);charset=UTF-8|text/event-stream.*");
          assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
          assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
              .startsWith("default-src 'self'")
              .doesNotContain("unsafe");
        });
    JsonNode view = service.get("/jobs/" + hostile);
    assertThat(view.get("name").stringValue()).isEqualTo(XSS);
    assertThat(view.get("labels").properties().iterator().next().getValue().stringValue())
        .isEqualTo(XSS);
    List<JsonNode> rollouts = service.all("/jobs/" + hostile + "/rollouts");
    assertThat(rollouts).extracting(r -> r.get("output").stringValue()).containsOnly(XSS);
    assertThat(rollouts).extracting(r -> r.get("example").stringValue()).contains(XSS);
  }

  private static ObjectNode hostileJob(String hook) {
    ObjectNode job = WebhookJobs.aJob(world, hook, 40);
    job.put("name", XSS).put("objective", XSS);
    job.putObject("labels").put("<script>alert(1)</script>", XSS);
    ((ObjectNode) job.get("seedCandidate")).put("prompt", XSS);
    ((ObjectNode) job.at("/trainset/0")).put("id", XSS).put(XSS, XSS);
    return job;
  }

  /** In every text that a prompt's job takes, with what its rules demand. */
  private static ObjectNode promptWithXss() {
    ObjectNode job = (ObjectNode) Json.parse(PROMPT);
    ((ObjectNode) job.at("/system/messages/0"))
        .put("content", XSS + "{{component.rules}}{{component.tone}}");
    ((ObjectNode) job.get("evaluator")).put("correctFeedback", XSS).put("incorrectFeedback", XSS);
    ((ObjectNode) job.get("reflection")).put("promptTemplate", XSS + "<curr_param> <side_info>");
    return job;
  }

  private static String hostileAnswer(JsonNode request) {
    ObjectNode answer = (ObjectNode) Json.parse(WebhookJobs.scores(request));
    answer
        .get("results")
        .forEach(result ->
            ((ObjectNode) result)
                .put("score", Json.write(request.get("candidate")).length() / 1000.0)
                .put("output", XSS)
                .put("feedback", XSS)
                .put("trace", XSS));
    return Json.write(answer);
  }

  private static HttpResponse<String> get(String job, String path, String... headers) {
    return service.send("GET", "/jobs/" + job + path, null, headers);
  }

  private static Map<String, List<JsonNode>> byKind(String ndjson) {
    Map<String, List<JsonNode>> lines = new LinkedHashMap<>();
    ndjson
        .lines()
        .map(Json::parse)
        .forEach(line ->
            lines
                .computeIfAbsent(line.get("kind").stringValue(), kind -> new ArrayList<>())
                .add(line.get("data")));
    return lines;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes so many lines, then is gone. */
  private static final class Leaving extends OutputStream {

    private int left;

    Leaving(int lines) {
      left = lines;
    }

    @Override
    public void write(int b) {
      throw new UnsupportedOperationException("lines are written whole");
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      if (left-- == 0) {
        throw new IOException("Broken pipe");
      }
    }
  }
}
