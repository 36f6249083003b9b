package dev.gepaserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.TestDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Compares what the outside was asked with what the ledger holds: at each death, and at the end of
 * all jobs.
 */
final class Books {

  private final Outside outside;
  private final JdbcTemplate database;
  private final List<Page> deaths = new ArrayList<>();

  Books(Outside outside, TestDatabase.Access database) {
    this.outside = outside;
    this.database = Tables.of(database);
  }

  /**
   * How often each thing stands in the ledger, and how often it was asked.
   *
   * @param committed read before {@code received}
   */
  private record Page(Map<Ask, Integer> committed, Map<Ask, Integer> received) {

    /** By job, how often something was asked that the ledger has no row of. */
    Map<String, Integer> unpaid() {
      Map<String, Integer> byJob = new TreeMap<>();
      received.forEach((ask, times) ->
          byJob.merge(ask.job(), times - committed.getOrDefault(ask, 0), Integer::sum));
      return byJob;
    }
  }

  /** Notes how things stand right after a process has died, or was stopped. */
  void note() {
    deaths.add(now());
  }

  private Page now() {
    Map<Ask, Integer> committed = new HashMap<>();
    database.query(
        "select model, messages from model_call",
        row -> {
          Ask ask = Ask.ofModel(row.getString("model"), Json.parse(row.getString("messages")));
          committed.merge(ask, 1, Integer::sum);
        });
    database.query(
        "select kind, target, hash, concat_ws('.', iteration, stage, task, position) as rollout from tool_call",
        row -> {
          Ask ask =
              row.getString("kind").equals("tool")
                  ? Ask.ofTool(row.getString("target"), row.getString("hash"))
                  : Ask.ofWebhook(row.getString("target"), row.getString("rollout"));
          committed.merge(ask, 1, Integer::sum);
        });
    return new Page(committed, outside.received());
  }

  /** Every request is in the ledger, and every row of the ledger was asked for once. */
  void assertNothingWasAskedTwice() {
    Page end = now();
    assertThat(end.received()).isEqualTo(end.committed());
  }

  /** What the ledger had when a process died was not asked for again. */
  void assertNothingCommittedWasAskedAgain() {
    Page end = now();
    assertThat(end.received().keySet()).containsAll(end.committed().keySet());
    deaths.forEach(death ->
        assertThat(askedAgain(death, end)).as("committed at a death and asked again").isEmpty());
  }

  /**
   * The same, and besides: every request is either in the ledger or was on its way when the only
   * process died, where each job had so many open at most.
   */
  void assertOnlyWhatADeathTookWasAskedAgain() {
    assertNothingCommittedWasAskedAgain();
    Map<String, Integer> before = new TreeMap<>();
    Kinds.NAMES.forEach(job -> before.put(job, 0));
    for (Page death : deaths) {
      death
          .unpaid()
          .forEach((job, unpaid) ->
              assertThat(unpaid - before.put(job, unpaid))
                  .as("requests of job %s that a death took", job)
                  .isBetween(0, Kinds.MOST_OPEN));
    }
    assertThat(now().unpaid())
        .as("requests that the ledger has no row of, and those that a death took")
        .isEqualTo(before);
  }

  /**
   * Nothing was asked again that is not owned up to.
   *
   * @param inDoubt calls in doubt by job
   */
  void assertOwnedUpTo(Map<String, Integer> inDoubt) {
    now()
        .unpaid()
        .forEach((job, unpaid) ->
            assertThat(unpaid)
                .as("repeated requests of job %s", job)
                .isLessThanOrEqualTo(inDoubt.get(job)));
  }

  /** Things that the ledger had in full and that were asked for afterwards all the same. */
  private static Set<Ask> askedAgain(Page death, Page end) {
    Set<Ask> again = new HashSet<>();
    end.committed()
        .forEach((ask, times) -> {
          int left = times - death.committed().getOrDefault(ask, 0);
          int asked = end.received().get(ask) - death.received().getOrDefault(ask, 0);
          if (left == 0 && asked > 0) {
            again.add(ask);
          }
        });
    return again;
  }
}
