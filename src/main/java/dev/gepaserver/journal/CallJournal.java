package dev.gepaserver.journal;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The record of one run of one job. Every call asks first whether it has been answered, and leaves
 * its answer before anything is decided from it. Safe for use by many threads.
 */
public interface CallJournal {

  /** The job whose record this is. */
  UUID jobId();

  /**
   * Asks whether a model call has been answered.
   *
   * @param hash of what is about to be asked
   * @throws ReplayDivergedException where another call was recorded under this key
   * @throws RunStoppedException where it is not answered and no new call may start
   */
  Optional<ModelCall> modelCall(CallKey key, String hash);

  /** The same for a webhook or tool call. */
  Optional<ToolCall> toolCall(CallKey key, String hash);

  /**
   * To be asked before anything that leads to a call.
   *
   * @throws RunStoppedException where nothing new may begin
   */
  void goOn();

  /**
   * To be told before every attempt of calls, the first one and each one after a wait: from here on
   * they may cost something without an answer ever being seen. Durable when this returns; a call
   * that has begun already only has it asked whether the run goes on.
   *
   * @throws RunStoppedException where nothing new may begin, or the thread is interrupted; its flag
   *     stays set
   */
  void begin(Collection<CallKey> calls);

  /** Tells that these calls end without an answer and that none is under way any more. */
  void unanswered(Collection<CallKey> calls);

  /** Begins to be told of a call's time. */
  default CallClock clock() {
    return CallClock.NONE;
  }

  /**
   * Leaves an answer, or a failure, with the writer.
   *
   * @return done when it is durable; what is handed over later is never durable earlier. Ends
   *     exceptionally where it could not be written or the run has lost its lease
   */
  CompletableFuture<Void> record(ModelCall call);

  /**
   * The same for webhook or tool calls that were answered together, at least one.
   *
   * @return done when all of them are durable
   */
  CompletableFuture<Void> record(List<ToolCall> calls);

  /**
   * Begins a wait of an unavailable provider or webhook, or of a limit; may be told to the job's
   * followers.
   *
   * @param what who is away and how it shows, such as {@code openai: 503 overloaded}
   * @throws RunStoppedException where the run is being stopped, so that nobody waits in vain
   */
  void unavailable(String what);

  /** The one who was away has answered again. */
  void availableAgain(String what);

  /** How long an unavailable provider or webhook is waited for before the job is paused. */
  Duration outageTimeout();

  /**
   * How many attempts of one model call may be billed: after the last of them the call has failed,
   * where it has no answer. Many, but where the job's cost has a hard limit.
   */
  default int mostBilledAttempts() {
    return Integer.MAX_VALUE;
  }
}
