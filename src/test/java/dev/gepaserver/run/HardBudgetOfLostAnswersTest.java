package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.StrictServer;
import dev.gepaserver.testing.TestDatabase;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A provider that bills every request, of which it answers some late, empty or not at all. */
class HardBudgetOfLostAnswersTest {

  private static final BigDecimal BUDGET = new BigDecimal("0.1");
  private static final String BILL =
      "\"usage\": {\"prompt_tokens\": %d, \"completion_tokens\": %d, \"total_tokens\": %d}"
          .formatted(
              StrictServer.INPUT_TOKENS,
              StrictServer.OUTPUT_TOKENS,
              StrictServer.INPUT_TOKENS + StrictServer.OUTPUT_TOKENS);

  private final AtomicInteger billed = new AtomicInteger();

  @Test
  void holdsForAllThatIsBilled() throws IOException {
    TestDatabase.Access database = TestDatabase.create();
    try (StrictServer server = new StrictServer(this::answer);
        Service service =
            Service.on(
                database,
                "gepa.providers.lab.type=openai",
                "gepa.providers.lab.base-url=" + server.baseUrl(),
                "gepa.providers.lab.api-key=none",
                "gepa.providers.lab.timeout=300ms",
                "gepa.providers.lab.prices.m.input-usd-per-million=1",
                "gepa.providers.lab.prices.m.output-usd-per-million=2")) {
      String id = service.submit(job());

      JsonNode view = service.settled(id);

      BigDecimal cost = view.at("/usage/costUsd").decimalValue();
      assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
      assertThat(cost).isLessThanOrEqualTo(BUDGET).isGreaterThanOrEqualTo(theServersBill());
      assertThat(Ledger.of(database, id)).isEqualTo(Ledger.shown(view.get("usage")));
    }
  }

  private BigDecimal theServersBill() {
    return BigDecimal.valueOf(
        billed.get() * (StrictServer.INPUT_TOKENS + 2L * StrictServer.OUTPUT_TOKENS), 6);
  }

  private void answer(StrictServer.Request request) throws IOException, InterruptedException {
    switch (billed.incrementAndGet() % 10) {
      case 0 -> new CountDownLatch(1).await();
      case 2 -> request.send(200, "{\"choices\": [], " + BILL + "}");
      case 5 -> request.cut();
      case 7 -> request.send(200, "{\"choices\": [{\"ind");
      default -> request.reply("```\\nRoute it well, " + billed + ".\\n```");
    }
  }

  private static ObjectNode job() {
    ObjectNode job = Json.object().put("name", "lost");
    job.putObject("seedCandidate").put("prompt", "Route it.");
    ArrayNode train = job.putArray("trainset");
    for (int i = 0; i < 6; i++) {
      train.addObject().put("input", "ticket " + i).put("answer", "none");
    }
    ObjectNode model = Json.object().put("provider", "lab").put("model", "m").put("maxTokens", 50);
    job.putObject("system").put("type", "prompt").set("model", model);
    job.putObject("evaluator").put("type", "contains");
    job.putObject("reflection")
        .put("maxTextLength", 200)
        .put("maxPromptLength", 1_000)
        .put("attempts", 1)
        .set("model", model);
    job.putObject("budget").put("hard", true).put("maxIterations", 4).put("maxCostUsd", BUDGET);
    return job;
  }
}
