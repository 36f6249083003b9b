package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.CallRow;
import dev.gepaserver.archive.RolloutRow;
import dev.gepaserver.archive.persistence.Copy.Column;
import dev.gepaserver.engine.model.FrontChange;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.CallKey;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What stands in which column of the tables of which many rows are written at once. */
final class BulkTables {

  static final Copy<CallRow.OfModel> MODEL_CALL =
      new Copy<>(
          "model_call",
          all(
              key(CallRow.OfModel::jobId, CallRow.OfModel::key),
              List.of(
                  new Column<>("call", row -> row.key().call()),
                  new Column<>("seq", CallRow.OfModel::seq),
                  new Column<>("hash", row -> row.call().hash()),
                  new Column<>("role", row -> row.call().role().wireName()),
                  new Column<>("provider", row -> row.call().provider()),
                  new Column<>("model", row -> row.call().model()),
                  new Column<>("messages", CallRow.OfModel::messages),
                  new Column<>("reply", row -> row.call().reply()),
                  new Column<>("tool_use", CallRow.OfModel::toolUse),
                  new Column<>("finish_reason", row -> row.call().finishReason()),
                  new Column<>("input_tokens", row -> row.call().usage().inputTokens()),
                  new Column<>("cached_tokens", row -> row.call().usage().cachedTokens()),
                  new Column<>("reasoning_tokens", row -> row.call().usage().reasoningTokens()),
                  new Column<>("output_tokens", row -> row.call().usage().outputTokens()),
                  new Column<>("cost_nanos", row -> row.call().usage().costNanos()),
                  new Column<>("latency_ms", row -> row.call().latencyMs()),
                  new Column<>("attempts", row -> row.call().attempts()),
                  new Column<>("attempt_errors", CallRow.OfModel::attemptErrors),
                  new Column<>("at", CallRow.OfModel::at)),
              error(row -> row.call().error())));

  static final Copy<CallRow.OfTool> TOOL_CALL =
      new Copy<>(
          "tool_call",
          all(
              key(CallRow.OfTool::jobId, CallRow.OfTool::key),
              List.of(
                  new Column<>("call", row -> row.key().call()),
                  new Column<>("seq", CallRow.OfTool::seq),
                  new Column<>("hash", row -> row.call().hash()),
                  new Column<>("kind", row -> row.call().kind()),
                  new Column<>("target", row -> row.call().target()),
                  new Column<>("answer", CallRow.OfTool::answer),
                  new Column<>("cost_nanos", row -> row.call().costNanos()),
                  new Column<>("latency_ms", row -> row.call().latencyMs()),
                  new Column<>("attempts", row -> row.call().attempts()),
                  new Column<>("at", CallRow.OfTool::at)),
              error(row -> row.call().error())));

  static final Copy<RolloutRow> ROLLOUT =
      new Copy<>(
          "rollout",
          all(
              key(RolloutRow::jobId, RolloutRow::key),
              List.of(
                  new Column<>("seq", RolloutRow::seq),
                  new Column<>("hash", RolloutRow::hash),
                  new Column<>("candidate", RolloutRow::candidate),
                  new Column<>("example", RolloutRow::example),
                  new Column<>("split", RolloutRow::split),
                  new Column<>("score", RolloutRow::score),
                  new Column<>("objectives", RolloutRow::objectives),
                  new Column<>("output", RolloutRow::output),
                  new Column<>("feedback", RolloutRow::feedback),
                  new Column<>("records", RolloutRow::records),
                  new Column<>("trace", RolloutRow::trace),
                  new Column<>("latency_ms", RolloutRow::latencyMs),
                  new Column<>("attempts", RolloutRow::attempts),
                  new Column<>("at", RolloutRow::at)),
              error(RolloutRow::error)));

  static final Copy<FrontRow> FRONT_CHANGE =
      new Copy<>(
          "front_change",
          List.of(
              new Column<>("job_id", FrontRow::jobId),
              new Column<>("seq", FrontRow::seq),
              new Column<>("iteration", FrontRow::iteration),
              new Column<>("example", row -> row.change().key().example()),
              new Column<>("objective", row -> row.change().key().objective()),
              new Column<>("score", row -> row.change().score()),
              new Column<>("candidate", row -> row.change().candidate()),
              new Column<>("replaces", row -> row.change().replaces())));

  private BulkTables() {}

  /** A change of a front with its running number. */
  record FrontRow(UUID jobId, long seq, int iteration, FrontChange change) {}

  private static <T> List<Column<T>> key(Function<T, UUID> job, Function<T, CallKey> key) {
    return List.of(
        new Column<>("job_id", job::apply),
        new Column<>("iteration", row -> key.apply(row).iteration()),
        new Column<>("stage", row -> key.apply(row).stage()),
        new Column<>("task", row -> key.apply(row).task()),
        new Column<>("position", row -> key.apply(row).position()));
  }

  private static <T> List<Column<T>> error(Function<T, @Nullable CallError> error) {
    return List.of(
        new Column<>("error_code", row -> code(error.apply(row))),
        new Column<>("error_detail", row -> detail(error.apply(row))));
  }

  private static @Nullable String code(@Nullable CallError error) {
    return error == null ? null : error.code();
  }

  private static @Nullable String detail(@Nullable CallError error) {
    return error == null ? null : error.detail();
  }

  @SafeVarargs
  private static <T> List<Column<T>> all(List<Column<T>>... parts) {
    return Stream.of(parts).flatMap(List::stream).toList();
  }
}
