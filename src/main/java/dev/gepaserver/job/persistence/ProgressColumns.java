package dev.gepaserver.job.persistence;

import dev.gepaserver.common.Json;
import dev.gepaserver.common.Money;
import dev.gepaserver.engine.model.PairedComparison;
import dev.gepaserver.job.JobUsage;
import dev.gepaserver.job.JobUsage.ModelUsage;
import dev.gepaserver.job.JobUsage.WebhookUsage;
import dev.gepaserver.job.Progress;
import dev.gepaserver.job.TestDetails;
import dev.gepaserver.journal.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads a row of {@code job_progress}. */
final class ProgressColumns {

  private ProgressColumns() {}

  static Progress read(ResultSet row) throws SQLException {
    return new Progress(
        row.getInt("iteration"),
        row.getLong("rollouts"),
        row.getInt("candidates"),
        row.getObject("best_candidate", Integer.class),
        score(row, "best_score"),
        score(row, "seed_score"),
        row.getLong("running_ms"),
        JobUsage.of(
            model(row, Role.TASK),
            model(row, Role.REFLECTION),
            model(row, Role.JUDGE),
            WebhookUsage.of(row.getLong("webhook_calls"), row.getLong("webhook_cost_nanos")),
            row.getLong("in_doubt_calls")),
        unpriced(row, Role.TASK) + unpriced(row, Role.REFLECTION) + unpriced(row, Role.JUDGE),
        unpriced(row, Role.REFLECTION),
        score(row, "test_seed_score"),
        score(row, "test_best_score"),
        comparison(row),
        details(row.getString("test_details")));
  }

  private static @Nullable TestDetails details(@Nullable String json) {
    return json == null ? null : Json.MAPPER.readValue(json, TestDetails.class);
  }

  private static @Nullable PairedComparison comparison(ResultSet row) throws SQLException {
    Integer resamples = row.getObject("test_resamples", Integer.class);
    return resamples == null
        ? null
        : new PairedComparison(
            row.getInt("test_better"),
            row.getInt("test_worse"),
            row.getInt("test_equal"),
            row.getDouble("test_low"),
            row.getDouble("test_high"),
            resamples);
  }

  private static long unpriced(ResultSet row, Role role) throws SQLException {
    return row.getLong(role.wireName() + "_unpriced");
  }

  private static ModelUsage model(ResultSet row, Role role) throws SQLException {
    String prefix = role.wireName() + "_";
    boolean priced = unpriced(row, role) == 0;
    return new ModelUsage(
        row.getLong(prefix + "calls"),
        row.getLong(prefix + "input_tokens"),
        row.getLong(prefix + "cached_tokens"),
        row.getLong(prefix + "reasoning_tokens"),
        row.getLong(prefix + "output_tokens"),
        priced ? Money.usd(row.getLong(prefix + "cost_nanos")) : null);
  }

  // Averages of huge scores can be infinite, for which JSON has no number.
  private static @Nullable Double score(ResultSet row, String column) throws SQLException {
    Double score = row.getObject(column, Double.class);
    return score == null || !Double.isFinite(score) ? null : score;
  }
}
