package dev.gepaserver.archive;

import dev.gepaserver.common.Json;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.ToolCall;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A call as it is kept, its JSON made where the call was, so that the one writer only writes. */
public sealed interface CallRow {

  /** The job that made the call. */
  UUID jobId();

  /** The job's running number of the row, by which lists page. */
  long seq();

  /** Which call it is. */
  CallKey key();

  /** The same with its running number. */
  CallRow withSeq(long number);

  /**
   * A model call.
   *
   * @param messages JSON of what was sent
   * @param toolUse JSON of what the reply asks of tools; null where it asks nothing
   * @param attemptErrors JSON list of why attempts failed
   */
  record OfModel(
      UUID jobId,
      long seq,
      ModelCall call,
      String messages,
      @Nullable String toolUse,
      String attemptErrors,
      Instant at)
      implements CallRow {

    /** Makes the row of a call, its number still to be given. */
    public static OfModel of(UUID jobId, ModelCall call, Instant at) {
      String toolUse = call.toolUse() == null ? null : Json.write(call.toolUse());
      String messages = Json.write(call.messages());
      return new OfModel(jobId, 0, call, messages, toolUse, Json.write(call.attemptErrors()), at);
    }

    @Override
    public CallKey key() {
      return call.key();
    }

    @Override
    public OfModel withSeq(long number) {
      return new OfModel(jobId, number, call, messages, toolUse, attemptErrors, at);
    }
  }

  /**
   * A webhook or tool call.
   *
   * @param answer its JSON, null where there was none
   */
  record OfTool(UUID jobId, long seq, ToolCall call, @Nullable String answer, Instant at)
      implements CallRow {

    /** Makes the row of a call, its number still to be given. */
    public static OfTool of(UUID jobId, ToolCall call, Instant at) {
      String answer = call.answer() == null ? null : Json.write(call.answer());
      return new OfTool(jobId, 0, call, answer, at);
    }

    @Override
    public CallKey key() {
      return call.key();
    }

    @Override
    public OfTool withSeq(long number) {
      return new OfTool(jobId, number, call, answer, at);
    }
  }
}
