package dev.gepaserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.StrictServer;
import dev.gepaserver.testing.StrictServer.Request;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A job whose provider goes wrong in every way. What the server did to each request and what the
 * ledger says of it must be the same, request by request: each good answer is a call, each other
 * one an attempt of a call with the code of what was done to it. A request that hangs or whose
 * connection is cut has been read by the server, so it counts on both sides, and is on the server's
 * bill as one that is mangled is; the ledger's cost is never below that.
 */
@Tag("slow")
class StormTest {

  private static final long SEED = 4711;
  private static final int EXAMPLES = 500;
  private static final int CALLS = 2_000;
  private static final Pattern TICKET = Pattern.compile("ticket (\\d+)");
  private static final Pattern VERSION = Pattern.compile("version (\\d+)");

  /** What is done to a request, in how many of a hundred, and the code that the ledger has. */
  private enum Deed {
    SENT_AWAY_FOR_A_WHILE(10, "rate-limited"),
    SENT_AWAY(10, "rate-limited"),
    FAILED(5, "overloaded"),
    HUNG(2, "timeout"),
    CUT(1, "network"),
    MANGLED(1, "malformed"),
    ANSWERED(71, "");

    private static final Set<Deed> BILLED = EnumSet.of(HUNG, CUT, MANGLED, ANSWERED);

    private final int percent;
    private final String code;

    Deed(int percent, String code) {
      this.percent = percent;
      this.code = code;
    }
  }

  private final Random random = new Random(SEED);
  private final Map<Deed, Integer> done = new EnumMap<>(Deed.class);
  private final AtomicInteger versions = new AtomicInteger();

  @Test
  void losesNoCallAndCountsNoneTwice() throws Exception {
    try (StrictServer server = new StrictServer(this::answer);
        Service service =
            Service.fresh(
                "gepa.providers.lab.type=openai",
                "gepa.providers.lab.base-url=" + server.baseUrl(),
                "gepa.providers.lab.api-key=none",
                "gepa.providers.lab.prices.task.input-usd-per-million=1",
                "gepa.providers.lab.prices.task.output-usd-per-million=2",
                "gepa.providers.lab.prices.writer.input-usd-per-million=1",
                "gepa.providers.lab.prices.writer.output-usd-per-million=2",
                "gepa.providers.lab.max-concurrency=64",
                "gepa.providers.lab.max-attempts=10",
                "gepa.providers.lab.timeout=3s")) {
      String id = service.submit(job());
      JsonNode view = service.settled(id, Duration.ofMinutes(5));

      System.out.println("Storm: " + done + ", " + view.get("usage"));
      assertThat(view.get("status").stringValue()).isEqualTo("COMPLETED");
      assertThat(view.at("/usage/inDoubtCalls").intValue()).isZero();
      assertLedgerEqualsTheServersCount(service.bean(JdbcTemplate.class), id, view);
      assertThat(view.at("/usage/costUsd").decimalValue()).isGreaterThanOrEqualTo(theServersBill());
    }
  }

  private void assertLedgerEqualsTheServersCount(JdbcTemplate jdbc, String id, JsonNode view) {
    Map<String, Object> ledger =
        jdbc.queryForMap(
            "select count(*) calls, count(error_code) failed, sum(attempts) attempts, sum(input_tokens) input,"
                + " sum(output_tokens) output from model_call where job_id = ?::uuid",
            id);
    Map<String, Long> codes = new TreeMap<>();
    jdbc.query(
        "select e ->> 'code' code, count(*) times from model_call, json_array_elements(attempt_errors) e"
            + " where job_id = ?::uuid group by 1",
        row -> {
          codes.put(row.getString("code"), row.getLong("times"));
        },
        id);
    Map<String, Long> expected = new TreeMap<>();
    done.forEach((deed, times) -> {
      if (deed != Deed.ANSWERED) {
        expected.merge(deed.code, (long) times, Long::sum);
      }
    });
    long answered = done.get(Deed.ANSWERED);
    long requests = done.values().stream().mapToLong(Integer::longValue).sum();

    assertThat(codes).isEqualTo(expected);
    assertThat(answered).isGreaterThanOrEqualTo(CALLS);
    assertThat(ledger)
        .isEqualTo(
            Map.of(
                "calls",
                answered,
                "failed",
                0L,
                "attempts",
                requests,
                "input",
                new BigDecimal(answered * StrictServer.INPUT_TOKENS),
                "output",
                new BigDecimal(answered * StrictServer.OUTPUT_TOKENS)));
    assertThat(ofUsage(view, "calls")).isEqualTo(answered);
    assertThat(ofUsage(view, "inputTokens")).isEqualTo(answered * StrictServer.INPUT_TOKENS);
    assertThat(ofUsage(view, "outputTokens")).isEqualTo(answered * StrictServer.OUTPUT_TOKENS);
  }

  private BigDecimal theServersBill() {
    long billed = Deed.BILLED.stream().mapToLong(done::get).sum();
    return BigDecimal.valueOf(
        billed * (StrictServer.INPUT_TOKENS + 2L * StrictServer.OUTPUT_TOKENS), 6);
  }

  private static long ofUsage(JsonNode view, String field) {
    return view.at("/usage/task/" + field).longValue()
        + view.at("/usage/reflection/" + field).longValue();
  }

  private void answer(Request request) throws IOException, InterruptedException {
    switch (next()) {
      case SENT_AWAY_FOR_A_WHILE -> request.sendAway("0.05");
      case SENT_AWAY -> request.sendAway("");
      case FAILED -> request.send(500, "{\"error\": {\"message\": \"oops\"}}");
      case HUNG -> new CountDownLatch(1).await();
      case CUT -> request.cut();
      case MANGLED -> request.send(200, "{\"id\": \"c\", \"choices\": [{\"ind");
      case ANSWERED -> request.reply(reply(request.body()));
    }
  }

  private synchronized Deed next() {
    int drawn = random.nextInt(100);
    for (Deed deed : Deed.values()) {
      drawn -= deed.percent;
      if (drawn < 0) {
        done.merge(deed, 1, Integer::sum);
        return deed;
      }
    }
    throw new AssertionError("the shares do not add up to a hundred");
  }

  /** Each text written gets one in eight tickets more right than the one before. */
  private String reply(String body) {
    if (body.contains("\"writer\"")) {
      return "```\\nRoute the ticket, version " + versions.incrementAndGet() + ".\\n```";
    }
    int ticket = number(TICKET, body);
    return ticket % 8 < 2 + number(VERSION, body) ? "A" + ticket : "none";
  }

  private static int number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  private static ObjectNode job() {
    ObjectNode job = Json.object().put("name", "storm");
    job.putObject("seedCandidate").put("prompt", "Route the ticket, version 0.");
    ArrayNode train = job.putArray("trainset");
    for (int i = 0; i < EXAMPLES; i++) {
      train
          .addObject()
          .put("input", "My card was charged twice, ticket " + i)
          .put("answer", "A" + i);
    }
    job.putObject("system").put("type", "prompt").put("model", "lab/task");
    job.putObject("evaluator").put("type", "contains").put("expected", "{{answer}}");
    job.putObject("reflection").put("model", "lab/writer").put("minibatchSize", 32);
    job.putObject("execution").put("maxConcurrency", 64).put("rolloutTimeout", "PT10M");
    job.putObject("budget").put("maxRollouts", CALLS);
    return job;
  }
}
