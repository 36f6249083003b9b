package dev.gepaserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Prometheus is told after one job. */
class PrometheusTest {

  private static World world;
  private static Service service;
  private static String metrics;
  private static JsonNode view;

  @BeforeAll
  static void run() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    world = new World();
    world.model("worker", text -> "right");
    world.model(
        "writer",
        text -> {
          if (asked.getAndIncrement() == 0) {
            throw new World.Away();
          }
          return "```\nDo it well " + asked + ".\n```";
        });
    world.hook("score", request -> "{\"score\": 0.5}");
    String[] lab = world.settings();
    service =
        Service.fresh(
            lab[0],
            lab[1],
            lab[2],
            "gepa.providers.lab.models=worker,writer",
            "gepa.providers.lab.prices.worker.input-usd-per-million=1000",
            "gepa.providers.lab.prices.worker.output-usd-per-million=2000");
    String id = service.submit(job());
    view = service.settled(id);
    metrics = service.send("GET", "/actuator/prometheus", null).body();
  }

  @AfterAll
  static void close() {
    service.close();
    world.close();
  }

  private static ObjectNode job() {
    ObjectNode job = Json.object();
    job.putObject("seedCandidate").put("prompt", "Do it.");
    job.putArray("trainset")
        .addObject()
        .put("input", "an example that has some tokens")
        .put("answer", "right");
    job.putObject("system").put("type", "prompt").put("model", "lab/worker");
    job.putObject("evaluator").put("type", "http").put("url", world.url("score"));
    job.putObject("reflection").put("model", "lab/writer");
    job.putObject("budget").put("maxRollouts", 8);
    return job;
  }

  @Test
  void countsTheCallsOfTheLedgerByProviderModelAndRole() {
    assertThat(
            number(
                "gepa_model_calls_total{.*model=\"worker\".*outcome=\"answered\".*role=\"task\".*}"))
        .isEqualTo(view.at("/usage/task/calls").doubleValue())
        .isPositive();
    assertThat(number("gepa_model_calls_total{.*model=\"writer\".*role=\"reflection\".*}"))
        .isEqualTo(view.at("/usage/reflection/calls").doubleValue())
        .isPositive();
  }

  @Test
  void countsTokensAndCostsAsTheJobDoes() {
    assertThat(number("gepa_model_tokens_total{kind=\"input\",model=\"worker\".*}"))
        .isEqualTo(view.at("/usage/task/inputTokens").doubleValue())
        .isPositive();
    assertThat(number("gepa_model_tokens_total{kind=\"output\",model=\"worker\".*}"))
        .isEqualTo(view.at("/usage/task/outputTokens").doubleValue())
        .isPositive();
    assertThat(number("gepa_model_cost_usd_total{model=\"worker\".*}"))
        .isEqualTo(view.at("/usage/task/costUsd").doubleValue(), offset())
        .isPositive();
  }

  @Test
  void tellsOfRetriesLatencyAndWhatIsOnTheWire() {
    assertThat(number("gepa_model_retries_total{model=\"writer\".*}")).isEqualTo(1);
    assertThat(number("gepa_model_throttled_total{model=\"writer\".*}")).isZero();
    assertThat(number("gepa_model_latency_seconds_count{model=\"worker\".*}")).isPositive();
    assertThat(number("gepa_model_in_flight{model=\"worker\",provider=\"lab\"}")).isZero();
  }

  @Test
  void callsModelsThatSettingsNameByTheirNamesBeforeTheyAnswer() {
    assertThat(metrics).contains("model=\"writer\"").doesNotContain("model=\"other\"");
  }

  @Test
  void tellsOfJobsRolloutsWebhooksAndTheJournal() {
    assertThat(number("gepa_jobs{status=\"COMPLETED\"}")).isEqualTo(1);
    assertThat(number("gepa_jobs{status=\"QUEUED\"}")).isZero();
    assertThat(sum("gepa_rollouts_total{outcome=\"answered\",stage=\"[a-z]+\"}"))
        .isEqualTo(view.at("/progress/rollouts").doubleValue())
        .isPositive();
    assertThat(number("gepa_webhook_calls_seconds_count{outcome=\"answered\"}")).isPositive();
    assertThat(number("gepa_journal_lag_seconds_count")).isPositive();
    assertThat(number("gepa_journal_queue")).isNotNegative();
  }

  @Test
  void tellsEveryMeterThatTheGuideNamesAndTheGuideNamesAll() throws IOException {
    String guide = Files.readString(Path.of("docs/operations.md"));

    assertThat(names("(?m)^\\| `(gepa_[a-z_]+)`", guide))
        .containsExactlyInAnyOrderElementsOf(
            names("(?m)^# TYPE (gepa_[a-z_]+)", metrics).stream()
                .filter(name -> !name.endsWith("_max"))
                .toList());
  }

  private static Set<String> names(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Offset<Double> offset() {
    return Offset.offset(1e-9);
  }

  private static double number(String series) {
    return values(series).findFirst().orElseThrow(() -> new AssertionError(series));
  }

  private static double sum(String series) {
    return values(series).mapToDouble(Double::doubleValue).sum();
  }

  private static Stream<Double> values(String series) {
    return Pattern.compile("(?m)^" + series.replace("{", "\\{").replace("}", "\\}") + " (\\S+)$")
        .matcher(metrics)
        .results()
        .map((MatchResult match) -> Double.valueOf(match.group(1)));
  }
}
