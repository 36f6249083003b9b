package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs of all kinds: what they show as used is what the rows of the ledger add up to. */
class UsageIsTheLedgerTest {

  private static Lab lab;
  private static TestDatabase.Access database;
  private static Service service;

  @BeforeAll
  static void open() throws IOException {
    lab = new Lab();
    lab.world().model("unsteady", UsageIsTheLedgerTest::unsteady);
    database = TestDatabase.create();
    List<String> settings = new ArrayList<>(List.of(lab.world().settings()));
    for (String model : List.of("worker", "writer", "unsteady")) {
      settings.add("gepa.providers.lab.prices." + model + ".input-usd-per-million=1.7");
      settings.add("gepa.providers.lab.prices." + model + ".output-usd-per-million=3");
    }
    service = Service.on(database, settings.toArray(String[]::new));
  }

  @AfterAll
  static void close() {
    service.close();
    lab.close();
  }

  private static final ConcurrentHashMap<String, Boolean> ASKED = new ConcurrentHashMap<>();

  /** Away at first for some, and for some without any answer. */
  private static String unsteady(String text) {
    int mixed = text.hashCode() >>> 3;
    if (mixed % 3 == 0 && ASKED.putIfAbsent(text, true) == null) {
      throw new World.Away();
    }
    if (mixed % 5 == 0) {
      throw new IllegalStateException("no answer for this");
    }
    return mixed % 2 == 0 ? "yes" : "no";
  }

  @ParameterizedTest
  @MethodSource("dev.gepaserver.run.Lab#kinds")
  void ofEveryKindOfJob(String kind) {
    ObjectNode job = lab.job(kind);
    job.set("testset", job.get("trainset").deepCopy());

    JsonNode view = service.settled(service.submit(job));

    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    assertBooked(view);
  }

  @Test
  void whereCallsFailAndAreTriedAgain() {
    ObjectNode job = lab.job("prompt");
    job.putObject("system").put("type", "prompt").put("model", "lab/unsteady");
    job.putObject("execution").put("maxFailedShare", 1);

    JsonNode view = service.settled(service.submit(job));

    assertThat(service.all("/jobs/" + view.get("id").stringValue() + "/model-calls"))
        .anySatisfy(call -> assertThat(call.get("attempts").intValue()).isGreaterThan(1))
        .anySatisfy(call -> assertThat(call.get("error").isNull()).isFalse());
    assertBooked(view);
  }

  @Test
  void whereAPriceIsUnknown() {
    lab.world().model("unpriced", Lab::rewritten);
    ObjectNode job = lab.job("prompt");
    job.putObject("reflection").put("model", "lab/unpriced");

    JsonNode view = service.settled(service.submit(job));

    assertThat(view.at("/usage/reflection/costUsd").isNull()).isTrue();
    assertThat(view.at("/usage/task/costUsd").decimalValue()).isPositive();
    assertBooked(view);
  }

  @Test
  void ofAJobThatFailedAndWasResumedAndExtended() {
    lab.world().model("late", text -> text.length() > 0 ? failOnce() : "");
    ObjectNode job = lab.job("prompt");
    job.putObject("system").put("type", "prompt").put("model", "lab/late");
    job.putObject("execution").put("onRolloutError", "fail");
    job.set("testset", job.get("trainset").deepCopy());
    String id = service.submit(job);
    assertThat(service.settled(id).get("status").stringValue()).isEqualTo("FAILED");

    service.send("POST", "/jobs/" + id + "/resume", null);
    assertThat(service.settled(id).get("status").stringValue()).isEqualTo("COMPLETED");
    service.send(
        "POST",
        "/jobs/" + id + "/resume",
        Json.write(Json.object().set("budget", Json.object().put("maxRollouts", 160))));

    JsonNode view = service.settled(id);
    assertThat(view.get("status").stringValue()).isEqualTo("COMPLETED");
    assertBooked(view);
  }

  private static volatile boolean failed;

  private static String failOnce() {
    if (!failed) {
      failed = true;
      throw new IllegalStateException("not yet");
    }
    return "yes";
  }

  private static void assertBooked(JsonNode view) {
    assertThat(Ledger.shown(view.get("usage")))
        .isEqualTo(Ledger.of(database, view.get("id").stringValue()));
  }
}
