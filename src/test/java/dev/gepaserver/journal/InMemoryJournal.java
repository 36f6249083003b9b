package dev.gepaserver.journal;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The contract of {@link CallJournal} without a database: what is recorded is durable at once.
 * Thread-safe.
 */
public final class InMemoryJournal implements CallJournal {

  private final UUID jobId;
  private final Duration outageTimeout;
  private final Map<CallKey, ModelCall> modelCalls =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private final Map<CallKey, ToolCall> toolCalls =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private final Set<CallKey> begun = ConcurrentHashMap.newKeySet();
  private final List<String> unavailable = new CopyOnWriteArrayList<>();
  private final List<String> availableAgain = new CopyOnWriteArrayList<>();
  private final Set<CallKey> inDoubt = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;
  private volatile int mostBilledAttempts = Integer.MAX_VALUE;

  /** A journal that waits an hour for whoever is away. */
  public InMemoryJournal() {
    this(Duration.ofHours(1));
  }

  /** A journal that waits so long for whoever is away. */
  public InMemoryJournal(Duration outageTimeout) {
    this(new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0001L), outageTimeout);
  }

  /** A journal of a given job. */
  public InMemoryJournal(UUID jobId, Duration outageTimeout) {
    this.jobId = jobId;
    this.outageTimeout = outageTimeout;
  }

  /** A scope in this journal: iteration 1, stage {@code parent}, task 0, position 0. */
  public CallScope scope() {
    return scope(1, "parent", 0, 0);
  }

  /** A scope in this journal. */
  public CallScope scope(int iteration, String stage, int task, int position) {
    return new CallScope(this, iteration, stage, task, position);
  }

  /** From now on so many attempts of a call may be billed. */
  public InMemoryJournal billedAtMost(int attempts) {
    mostBilledAttempts = attempts;
    return this;
  }

  /** From now on no new call may start. */
  public void stop() {
    stopped = true;
  }

  /** The model calls recorded, in order. */
  public List<ModelCall> modelCalls() {
    return copy(modelCalls);
  }

  /** The webhook and tool calls recorded, in order. */
  public List<ToolCall> toolCalls() {
    return copy(toolCalls);
  }

  /** The calls that were begun and have neither an answer nor been told to have none. */
  public Collection<CallKey> inDoubt() {
    return Set.copyOf(inDoubt);
  }

  /** The calls that were asked for, answered or not. */
  public Collection<CallKey> begun() {
    return Set.copyOf(begun);
  }

  /** What {@link #unavailable(String)} was told, in order. */
  public List<String> outagesStarted() {
    return List.copyOf(unavailable);
  }

  /** What {@link #availableAgain(String)} was told, in order. */
  public List<String> outagesEnded() {
    return List.copyOf(availableAgain);
  }

  @Override
  public UUID jobId() {
    return jobId;
  }

  @Override
  public Optional<ModelCall> modelCall(CallKey key, String hash) {
    ModelCall found = modelCalls.get(key);
    check(key, hash, found == null ? null : found.hash());
    return Optional.ofNullable(found);
  }

  @Override
  public Optional<ToolCall> toolCall(CallKey key, String hash) {
    ToolCall found = toolCalls.get(key);
    check(key, hash, found == null ? null : found.hash());
    return Optional.ofNullable(found);
  }

  @Override
  public void goOn() {
    if (stopped) {
      throw new RunStoppedException("the run is being stopped");
    }
  }

  @Override
  public void begin(Collection<CallKey> calls) {
    goOn();
    inDoubt.addAll(calls);
  }

  @Override
  public void unanswered(Collection<CallKey> calls) {
    inDoubt.removeAll(calls);
  }

  @Override
  public CompletableFuture<Void> record(ModelCall call) {
    inDoubt.remove(call.key());
    modelCalls.put(call.key(), call);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> record(List<ToolCall> calls) {
    for (ToolCall call : calls) {
      inDoubt.remove(call.key());
      toolCalls.put(call.key(), call);
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void unavailable(String what) {
    unavailable.add(what);
    goOn();
  }

  @Override
  public void availableAgain(String what) {
    availableAgain.add(what);
  }

  @Override
  public Duration outageTimeout() {
    return outageTimeout;
  }

  @Override
  public int mostBilledAttempts() {
    return mostBilledAttempts;
  }

  private void check(CallKey key, String hash, @Nullable String recorded) {
    if (recorded != null) {
      if (!recorded.equals(hash)) {
        throw new ReplayDivergedException(key);
      }
      return;
    }
    goOn();
    begun.add(key);
  }

  private static <T> List<T> copy(Map<CallKey, T> calls) {
    synchronized (calls) {
      return List.copyOf(calls.values());
    }
  }
}
