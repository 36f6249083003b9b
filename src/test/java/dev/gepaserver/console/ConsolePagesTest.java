package dev.gepaserver.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Every page as it is sent, of a job whose every text is an attack. */
class ConsolePagesTest {

  private static final String ATTACK =
      "</textarea></script><script>alert(1)</script>'\"><img src=x onerror=alert(2)>${1+1}[[${2}]]";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern SCRIPT = Pattern.compile("<script(?![^>]* src=\"/assets/)");
  private static final Pattern INLINE =
      Pattern.compile(
          "<[a-z](?:[^>\"]|\"[^\"]*\")*?\\s(style|on[a-z]+|hx-on[^=\\s\"]*)=",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"");
  private static final Pattern OUTSIDE = Pattern.compile("(?:src|href|action)=\"(?!/|#)[^\"]*\"");

  private static Service service;
  private static String job;

  @BeforeAll
  static void runsAJobFullOfAttacks() {
    service = Service.fresh();
    job = service.submit(attacking());
    assertThat(service.settled(job).get("status").stringValue()).isEqualTo("COMPLETED");
  }

  @AfterAll
  static void stops() {
    service.close();
  }

  private static ObjectNode attacking() {
    ObjectNode spec = Json.object().put("name", ATTACK).put("objective", ATTACK);
    spec.putObject("labels").put("<img src=x onerror=alert(3)>", ATTACK);
    spec.putObject("seedCandidate").put("text", "Say it. " + ATTACK);
    ArrayNode train = spec.putArray("trainset");
    for (int i = 0; i < 3; i++) {
      ObjectNode example = train.addObject().put("id", i + ATTACK).put("answer", i + ATTACK);
      example.put("input", ATTACK).putObject("additionalContext").put("why", ATTACK);
    }
    spec.putArray("testset").addObject().put("input", ATTACK).put("answer", ATTACK);
    spec.putObject("system").put("type", "prompt").put("model", "simulated/worker");
    spec.putObject("evaluator")
        .put("type", "contains")
        .put("incorrectFeedback", ATTACK + " {{answer}}");
    spec.putObject("reflection").put("model", "simulated/reflector");
    spec.putObject("budget").put("maxIterations", 3);
    return spec;
  }

  static Stream<String> pages() {
    return Stream.of(
        "/",
        "/jobs",
        "/new",
        "/login",
        "/login?error",
        "JOB",
        "JOB/now",
        "JOB/best",
        "JOB/lineage",
        "JOB/candidates/0",
        "JOB/candidates/0/panel",
        "JOB/report",
        "JOB/pareto",
        "JOB/pareto/table?candidates=0&examples=0",
        "JOB/rollouts",
        "JOB/rollouts?stage=seed&candidate=0&iteration=&example=",
        "JOB/rollouts/0.seed.0.0",
        "JOB/candidates/99",
        "/jobs/nobody");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void showsEveryTextAsTextAndRunsNothingOfItsOwnInline(String path) {
    HttpResponse<String> page = get(path);

    assertThat(page.statusCode()).isEqualTo(path.matches(".*(99|nobody)") ? 404 : 200);
    assertThat(page.headers().firstValue("Content-Type").orElseThrow())
        .isEqualTo("text/html;charset=UTF-8");
    assertThat(page.body()).doesNotContain("<script>alert", "<img src=x");
    assertThat(SCRIPT.matcher(page.body()).results()).as("scripts inline").isEmpty();
    assertThat(INLINE.matcher(page.body()).results()).as("styles, handlers inline").isEmpty();
    assertThat(OUTSIDE.matcher(page.body()).results()).as("addresses outside").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/",
    "JOB",
    "JOB/best",
    "JOB/lineage",
    "JOB/candidates/0",
    "JOB/report",
    "JOB/pareto",
    "JOB/rollouts",
    "JOB/rollouts/0.seed.0.0"
  })
  void showsTheAttackAsItWasWritten(String path) {
    assertThat(get(path).body()).contains("&lt;img src=x onerror=alert(2)&gt;${1+1}[[${2}]]");
  }

  @Test
  void marksSimulatedModelsWhereverAJobShows() {
    assertThat(
            pages()
                .filter(path ->
                    path.matches(
                        "/|/jobs|/new|JOB|JOB/(lineage|pareto|rollouts|report|candidates/0|rollouts/0.*)")))
        .allSatisfy(path -> assertThat(get(path).body()).containsIgnoringCase("simulated"));
  }

  @Test
  void servesItsFilesUnderNamesThatMayBeKeptForGood() {
    List<String> assets =
        Stream.of("/", "/new", "JOB", "JOB/lineage", "JOB/pareto")
            .flatMap(path -> ASSET.matcher(get(path).body()).results())
            .map(found -> found.group(1))
            .distinct()
            .toList();

    assertThat(assets).hasSizeGreaterThan(8).allMatch(a -> a.matches(".*-[0-9a-f]{32}\\.\\w+"));
    assertThat(assets)
        .allSatisfy(asset -> {
          HttpResponse<String> file = get(asset);
          assertThat(file.statusCode()).isEqualTo(200);
          assertThat(file.headers().firstValue("Cache-Control").orElseThrow())
              .contains("max-age=31536000", "immutable");
        });
  }

  @ParameterizedTest
  @CsvSource({
    "/?status=DONE, status: &#39;DONE&#39; is not known",
    "/?label=x, label: &#39;x&#39; is not of the form name:value",
    "/?colour=red, colour: is no parameter here",
    "JOB/rollouts?candidate=first, candidate: &#39;first&#39; is not a whole number"
  })
  void tellsOnAPageWhatIsWrongWithAnAddress(String path, String fault) {
    HttpResponse<String> page = get(path);

    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.body()).contains(fault);
  }

  @Test
  void marksOnCandidatePagesAndInTheTreeTheFrontThatTheParetoPageShows() {
    List<String> front =
        Pattern.compile("aria-label=\"candidate (\\d+)\"")
            .matcher(get("JOB/pareto").body())
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(front).isNotEmpty();
    assertThat(get("JOB/lineage").body())
        .contains("data-front=\"" + String.join(" ", front) + "\"");
    for (JsonNode candidate : service.all("/jobs/" + job + "/candidates")) {
      String index = candidate.get("index").asString();
      assertThat(get("JOB/candidates/" + index).body().contains(">on the front<"))
          .as("candidate %s", index)
          .isEqualTo(front.contains(index));
    }
  }

  @Test
  void keepsAllLabelsThatAreFilteredByAndOffersAllOnlyWhereSomethingIsFiltered() {
    assertThat(get("/?label=a:b&label=c:d").body())
        .containsOnlyOnce("id=\"label\"")
        .contains("value=\"a:b\"", "value=\"c:d\"", "Show all");
    assertThat(get("/?q=&status=&label=").body()).doesNotContain("Show all");
  }

  @Test
  void findsJobsByStatusAndName() {
    assertThat(get("/?status=COMPLETED&q=alert").body()).contains("/jobs/" + job);
    assertThat(get("/?status=RUNNING").body()).doesNotContain("/jobs/" + job);
    assertThat(get("/?q=nothing+like+it").body()).contains("No job is like that");
  }

  @Test
  void givesChartsWhatTheApiShows() {
    JsonNode progress = Json.parse(get("JOB/data/progress").body());

    assertThat(progress.get("candidates").valueStream())
        .extracting(c -> c.get("score").doubleValue())
        .isEqualTo(
            service.all("/jobs/" + job + "/candidates").stream()
                .map(c -> c.get("valScore").doubleValue())
                .toList());
  }

  @Test
  void tellsAnOpenPageOfChangesAndOneThatHasAllOfThemThatThereIsNoMore() {
    HttpResponse<String> all = get("JOB/changes");
    long last = service.all("/jobs/" + job + "/events").size();

    HttpResponse<String> nothing = get("JOB/changes?after=" + last);

    assertThat(all.body()).contains("event: changed\ndata: " + last);
    assertThat(nothing.statusCode()).isEqualTo(204);
  }

  private static HttpResponse<String> get(String path) {
    URI uri = service.uri("/api/v1").resolve(path.replace("JOB", "/jobs/" + job));
    HttpRequest request = HttpRequest.newBuilder(uri).header("Accept", "text/html,*/*").build();
    try {
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(path, e);
    }
  }
}
