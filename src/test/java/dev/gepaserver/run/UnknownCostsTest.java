package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import dev.gepaserver.testing.World;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of a job whose reflection model has a price and tells no usage. */
class UnknownCostsTest {

  private static World world;
  private static Service service;

  @BeforeAll
  static void open() throws IOException {
    world = new World();
    world.model("writer", HookJobs::longer).withoutUsage("writer");
    world.hook("scores", HookJobs::scores);
    String price = "gepa.providers.lab.prices.writer.";
    service =
        Service.on(
            TestDatabase.create(),
            Stream.concat(
                    Stream.of(world.settings()),
                    Stream.of(
                        price + "input-usd-per-million=1", price + "output-usd-per-million=2"))
                .toArray(String[]::new));
  }

  @AfterAll
  static void close() {
    service.close();
    world.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"maxCostUsd", "maxReflectionCostUsd"})
  void failsItAtTheEndOfTheIterationWhereItsCostIsLimited(String limit) {
    ObjectNode job = HookJobs.job(world, "scores", 80);
    ((ObjectNode) job.get("budget")).put(limit, 1000);

    JsonNode view = service.settled(service.submit(job));

    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("FAILED");
    assertThat(view.at("/error/code").stringValue()).isEqualTo("cost-unknown");
    assertThat(view.at("/error/detail").stringValue()).contains("lab/writer", "usage");
    assertThat(view.at("/progress/iteration").intValue()).isEqualTo(1);
    assertThat(view.at("/usage/costUsd").isNull()).isTrue();
  }

  @Test
  void failsAResumedJobAgainWithoutAFurtherCallUntilTheLimitIsGone() {
    ObjectNode job = HookJobs.job(world, "scores", 40);
    ((ObjectNode) job.get("budget")).put("maxCostUsd", 1000);
    String id = service.submit(job);
    long calls = service.settled(id).at("/usage/reflection/calls").longValue();

    service.send("POST", "/jobs/" + id + "/resume", null);
    JsonNode again = service.settled(id);
    service.send("POST", "/jobs/" + id + "/resume", "{\"budget\": {\"maxCostUsd\": null}}");

    assertThat(again.at("/error/code").stringValue()).isEqualTo("cost-unknown");
    assertThat(again.at("/usage/reflection/calls").longValue()).isEqualTo(calls);
    assertThat(service.settled(id).get("status").stringValue()).isEqualTo("COMPLETED");
  }

  @Test
  void letsAJobWithoutSuchALimitEnd() {
    JsonNode view = service.settled(service.submit(HookJobs.job(world, "scores", 20)));

    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    assertThat(view.at("/usage/costUsd").isNull()).isTrue();
  }
}
