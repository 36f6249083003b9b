package dev.gepaserver.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.common.Ids;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import dev.gepaserver.journal.ToolCall;
import dev.gepaserver.journal.ToolRequest;
import dev.gepaserver.journal.ToolUse;
import dev.gepaserver.journal.Usage;
import dev.gepaserver.testing.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Rows written in bulk are read back as they were handed over. */
class BulkRowsTest {

  private static final String HARD_TEXT =
      "tab\t line\n return\r back\\slash \\N \\. \"quoted\" ' , {} ä € 漢 🦊 \u0001 \u007f \u2028";
  private static final String HARD_JSON = "{\"z\": " + Json.write(HARD_TEXT) + ",  \"a\": 1.50}";
  private static final Instant AT = Instant.parse("2026-02-28T23:59:59.123456Z");

  private static Service service;
  private static JdbcTemplate jdbc;
  private static ArchiveWriter writer;
  private static ArchiveLoader loader;

  private final UUID job = Ids.next();

  @BeforeAll
  static void open() {
    service = Service.fresh();
    jdbc = service.bean(JdbcTemplate.class);
    writer = service.bean(ArchiveWriter.class);
    loader = service.bean(ArchiveLoader.class);
  }

  @AfterAll
  static void close() {
    service.close();
  }

  @Test
  void readsBackModelCalls() {
    ToolUse use =
        new ToolUse(
            List.of(new ToolRequest("c1", "look", HARD_TEXT)), Json.tree(Map.of("a", HARD_TEXT)));
    ModelCall full =
        new ModelCall(
            new CallKey(3, "child", 1, 2, "turn-3/judge"),
            "hash",
            Role.JUDGE,
            "lab",
            "vendor/model",
            List.of(
                new ChatMessage("system", HARD_TEXT),
                new ChatMessage("user", ""),
                ChatMessage.assistant("", use),
                ChatMessage.result(use.calls().getFirst(), HARD_TEXT)),
            HARD_TEXT,
            use,
            "stop",
            new Usage(Long.MAX_VALUE, 1, 2, 3, 4L),
            5,
            6,
            List.of(new CallError("rate-limited", "429"), new CallError("overloaded", HARD_TEXT)),
            null);
    ModelCall bare =
        new ModelCall(
            new CallKey(3, "child", 1, 3, "answer"),
            "",
            Role.TASK,
            "lab",
            "m",
            List.of(),
            null,
            null,
            new Usage(0, 0, 0, 0, null),
            0,
            1,
            List.of(),
            new CallError("timeout", HARD_TEXT));

    writer.insertCalls(
        List.of(
            CallRow.OfModel.of(job, full, AT).withSeq(7),
            CallRow.OfModel.of(job, bare, AT).withSeq(8)));

    assertThat(loader.openWork(job, 3).modelCalls())
        .containsOnly(Map.entry(full.key(), full), Map.entry(bare.key(), bare));
    assertThat(column("seq", "model_call", Long.class)).containsExactly(7L, 8L);
    assertThat(column("cost_nanos", "model_call", Long.class)).containsExactly(4L, null);
    assertThat(instants("model_call")).containsExactly(AT, AT);
  }

  @Test
  void readsAttemptsThatWereKeptBeforeTheirCodesWere() {
    ModelCall call =
        new ModelCall(
            new CallKey(3, "child", 1, 4, "answer"),
            "hash",
            Role.TASK,
            "lab",
            "m",
            List.of(),
            "x",
            "stop",
            new Usage(1, 0, 0, 1, null),
            5,
            3,
            List.of(),
            null);
    writer.insertCalls(List.of(CallRow.OfModel.of(job, call, AT).withSeq(1)));
    jdbc.update(
        "update model_call set attempt_errors = '[\"503 away\", \"late\"]' where job_id = ?", job);

    assertThat(loader.openWork(job, 3).modelCalls().get(call.key()).attemptErrors())
        .containsExactly(new CallError("unknown", "503 away"), new CallError("unknown", "late"));
  }

  @Test
  void readsBackToolCalls() {
    ToolCall full =
        new ToolCall(
            new CallKey(0, "seed", 0, 0, "answer"),
            "hash",
            "system",
            "http://host/path",
            Json.parse(HARD_JSON),
            Long.MAX_VALUE,
            1,
            2,
            null);
    ToolCall bare =
        new ToolCall(
            new CallKey(0, "seed", 0, 1, "answer"),
            "hash",
            "system",
            "",
            null,
            0,
            0,
            1,
            new CallError("malformed", ""));

    writer.insertCalls(
        List.of(
            CallRow.OfTool.of(job, full, AT).withSeq(1),
            CallRow.OfTool.of(job, bare, AT).withSeq(2)));

    assertThat(loader.openWork(job, 0).toolCalls())
        .containsOnly(Map.entry(full.key(), full), Map.entry(bare.key(), bare));
    assertThat(column("answer", "tool_call", String.class))
        .containsExactly(Json.write(Json.parse(HARD_JSON)), null);
    assertThat(instants("tool_call")).containsExactly(AT, AT);
  }

  @Test
  void readsBackTheCallsOfUnfinishedRolloutsAloneAndNoneThatWasForgotten() {
    ToolCall finished = call(1, "validation", 0);
    ToolCall open = call(1, "validation", 1);
    ToolCall forgotten = call(1, "validation", 1, "answer~2");
    ToolCall before = call(0, "seed", 1);
    ToolCall test = call(0, "test", 0);
    writer.insertRollouts(List.of(rollout(0, 0.5, null, null, null)));
    writer.insertCalls(
        Stream.of(finished, open, forgotten, before, test)
            .map(call -> (CallRow) CallRow.OfTool.of(job, call, AT).withSeq(call.latencyMs()))
            .toList());

    assertThat(loader.openWork(job, 1).toolCalls()).containsOnlyKeys(open.key(), test.key());
  }

  private static ToolCall call(int iteration, String stage, int position) {
    return call(iteration, stage, position, "answer");
  }

  private static ToolCall call(int iteration, String stage, int position, String path) {
    CallKey key = new CallKey(iteration, stage, 0, position, path);
    return new ToolCall(key, "hash", "system", "", null, 0, Math.abs(key.hashCode()), 1, null);
  }

  @Test
  void readsBackRollouts() {
    List<Double> scores =
        List.of(0.1, -0.0, Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE, 1 / 3.0);
    List<RolloutRow> rows = new ArrayList<>();
    for (double score : scores) {
      rows.add(rollout(rows.size(), score, HARD_JSON, null, null));
    }
    rows.add(rollout(rows.size(), 0, null, 4, new CallError("timeout", HARD_TEXT)));

    writer.insertRollouts(rows);

    assertThat(column("score", "rollout", Double.class)).startsWith(scores.toArray(Double[]::new));
    // Text of json columns, to the letter.
    assertThat(column("output", "rollout", String.class))
        .startsWith(HARD_JSON)
        .endsWith((String) null);
    assertThat(column("feedback", "rollout", String.class)).containsOnly(HARD_JSON);
    assertThat(column("trace", "rollout", String.class)).contains(HARD_JSON, (String) null);
    assertThat(column("candidate", "rollout", Integer.class))
        .startsWith((Integer) null)
        .endsWith(4);
    assertThat(column("error_detail", "rollout", String.class)).endsWith(HARD_TEXT);
    assertThat(column("job_id", "rollout", UUID.class)).containsOnly(job);
    assertThat(instants("rollout")).containsOnly(AT);
  }

  @Test
  void failsAsAWholeAndLeavesTheConnectionUsable() {
    RolloutRow good = rollout(0, 1, null, null, null);
    RolloutRow bad = rollout(1, 1, "not json", null, null);
    TransactionTemplate transaction =
        new TransactionTemplate(service.bean(PlatformTransactionManager.class));

    assertThatThrownBy(
            () -> transaction.executeWithoutResult(_ -> writer.insertRollouts(List.of(good, bad))))
        .isInstanceOf(DataAccessException.class);
    transaction.executeWithoutResult(_ -> {
      writer.insertRollouts(List.of(good));
      writer.insertCalls(List.of());
      writer.insertRollouts(List.of(rollout(2, 1, null, null, null)));
    });

    assertThat(column("seq", "rollout", Long.class)).containsExactly(0L, 2L);
  }

  private RolloutRow rollout(
      int position,
      double score,
      @Nullable String json,
      @Nullable Integer candidate,
      @Nullable CallError error) {
    return new RolloutRow(
        job,
        position,
        new CallKey(1, "validation", 0, position, ""),
        "hash",
        candidate,
        position,
        "val",
        score,
        "{\"z\": 1, \"a\": 2}",
        json,
        HARD_JSON,
        "{}",
        json,
        error,
        1,
        2,
        AT);
  }

  private <T> List<T> column(String name, String table, Class<T> type) {
    return jdbc.queryForList(
        "select " + name + " from " + table + " where job_id = ? order by seq", type, job);
  }

  private List<Instant> instants(String table) {
    return column("at", table, java.sql.Timestamp.class).stream()
        .map(java.sql.Timestamp::toInstant)
        .toList();
  }
}
