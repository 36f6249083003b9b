package dev.gepaserver.run;

import dev.gepaserver.archive.ArchiveWriter;
import dev.gepaserver.archive.ArchiveWriter.NewEvent;
import dev.gepaserver.archive.CallRow;
import dev.gepaserver.archive.OpenWork;
import dev.gepaserver.archive.RolloutRow;
import dev.gepaserver.engine.model.Stage;
import dev.gepaserver.journal.CallJournal;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.ReplayDivergedException;
import dev.gepaserver.journal.Role;
import dev.gepaserver.journal.RunStoppedException;
import dev.gepaserver.journal.ToolCall;
import dev.gepaserver.llm.Models;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The journal of one run: answers from what earlier runs left of the open iteration, and hands new
 * answers to the node's writer.
 */
final class RunJournal implements CallJournal {

  private final Lease lease;
  private final OpenWork open;
  private final JournalWriter writer;
  private final ArchiveWriter archive;
  private final RunControl control;
  private final InstantSource time;
  private final Rules rules;
  private final Purse purse;
  private final ReentrantLock order = new ReentrantLock();
  private long seq;
  private final AtomicReference<@Nullable CompletableFuture<Void>> last = new AtomicReference<>();
  private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
  private final Map<CallKey, CompletableFuture<Void>> callsByScope = new ConcurrentHashMap<>();
  private final Set<CallKey> begun = ConcurrentHashMap.newKeySet();
  private final Outages outages = new Outages(this::tell);

  /**
   * What the job's specification says of calls.
   *
   * @param outageTimeout as in {@link CallJournal#outageTimeout()}
   * @param costIsHard whether the budget has a hard limit of cost
   */
  record Rules(Duration outageTimeout, boolean costIsHard) {}

  RunJournal(
      Lease lease,
      OpenWork open,
      JournalWriter writer,
      ArchiveWriter archive,
      RunControl control,
      InstantSource time,
      Rules rules,
      Purse purse) {
    this.lease = lease;
    this.open = open;
    this.writer = writer;
    this.archive = archive;
    this.control = control;
    this.time = time;
    this.rules = rules;
    this.purse = purse;
    this.seq = open.lastSeq();
  }

  @Override
  public UUID jobId() {
    return lease.jobId();
  }

  @Override
  public Optional<ModelCall> modelCall(CallKey key, String hash) {
    ModelCall found = open.modelCalls().get(key);
    return answered(key, found, found == null ? null : found.hash(), hash);
  }

  @Override
  public Optional<ToolCall> toolCall(CallKey key, String hash) {
    ToolCall found = open.toolCalls().get(key);
    return answered(key, found, found == null ? null : found.hash(), hash);
  }

  /**
   * A rollout that an earlier run finished; whether it is the one that is meant now, its hash
   * tells, which is the caller's to compare.
   *
   * @throws RunStoppedException where there is none and nothing new may begin
   */
  Optional<OpenWork.SavedRollout> rollout(CallKey key) {
    OpenWork.SavedRollout found = open.rollouts().get(key);
    if (found == null) {
      control.goOn();
    }
    return Optional.ofNullable(found);
  }

  /** Where a candidate's held-out test was made, at this end of the job or an earlier one. */
  Optional<OpenWork.TestPlace> testPlace(int candidate) {
    return Optional.ofNullable(open.tests().get(candidate));
  }

  private <T> Optional<T> answered(
      CallKey key, @Nullable T found, @Nullable String foundHash, String hash) {
    if (found == null) {
      control.goOn();
      return Optional.empty();
    }
    if (!hash.equals(foundHash)) {
      throw new ReplayDivergedException(key);
    }
    return Optional.of(found);
  }

  @Override
  public void goOn() {
    control.goOn();
  }

  @Override
  public void begin(Collection<CallKey> calls) {
    control.goOn();
    long now = calls.stream().filter(begun::add).count();
    if (now > 0) {
      try {
        hand(0, _ -> new Payload.Mark(now)).get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RunStoppedException("interrupted before a call began");
      } catch (ExecutionException e) {
        throw new RunStoppedException("a call could not be marked as begun: " + e.getCause());
      }
      control.goOn();
    }
  }

  @Override
  public void unanswered(Collection<CallKey> calls) {
    long ended = calls.stream().filter(begun::remove).count();
    if (ended > 0) {
      var _ = hand(0, _ -> new Payload.Mark(-ended));
    }
  }

  @Override
  public CompletableFuture<Void> record(ModelCall call) {
    spend(call.key(), call.usage().costNanos(), call.role() == Role.REFLECTION);
    return keep(List.of(CallRow.OfModel.of(jobId(), call, time.instant()))).getFirst();
  }

  @Override
  public CompletableFuture<Void> record(List<ToolCall> calls) {
    calls.forEach(call -> spend(call.key(), call.costNanos(), false));
    Instant now = time.instant();
    return CompletableFuture.allOf(
        keep(calls.stream().map(call -> CallRow.OfTool.of(jobId(), call, now)).toList())
            .toArray(CompletableFuture[]::new));
  }

  /** The held-out test is outside of the budget. */
  private void spend(CallKey key, @Nullable Long nanos, boolean byReflection) {
    if (!key.stage().equals(Stage.TEST.wireName())) {
      purse.spend(nanos, byReflection);
    }
  }

  private List<CompletableFuture<Void>> keep(List<? extends CallRow> rows) {
    List<LongFunction<Payload>> payloads = new ArrayList<>(rows.size());
    for (CallRow row : rows) {
      boolean open = begun.remove(row.key());
      payloads.add(n -> new Payload.Call(row.withSeq(n), open));
    }
    List<CompletableFuture<Void>> written = hand(1, payloads);
    for (int i = 0; i < rows.size(); i++) {
      CallKey key = rows.get(i).key();
      CallKey scope = new CallKey(key.iteration(), key.stage(), key.task(), key.position(), "");
      callsByScope.merge(scope, written.get(i), (a, b) -> CompletableFuture.allOf(a, b));
    }
    return written;
  }

  /**
   * A finished rollout.
   *
   * @param row makes its row of its running number
   */
  record Finished(CallKey scope, LongFunction<RolloutRow> row) {}

  /**
   * Leaves finished rollouts, at least one; none is written where one of its calls could not be.
   * Not waited for: {@link #flush} does, and no new call begins before they are durable.
   */
  void keepRollouts(List<Finished> rollouts) {
    List<LongFunction<Payload>> payloads = new ArrayList<>(rollouts.size());
    for (Finished rollout : rollouts) {
      CompletableFuture<Void> calls = callsByScope.remove(rollout.scope());
      payloads.add(n -> new Payload.Rollout(rollout.row().apply(n), calls));
    }
    var _ = hand(1, payloads);
  }

  /** Leaves statements that use some running numbers, beginning with the one given to them. */
  CompletableFuture<Void> record(long seqs, LongFunction<Runnable> statements) {
    return hand(seqs, n -> new Payload.Work(statements.apply(n)));
  }

  private CompletableFuture<Void> hand(long seqs, LongFunction<Payload> payload) {
    return hand(seqs, List.of(payload)).getFirst();
  }

  /**
   * Numbers are given and handed over in one order, so that a list never shows a later row before
   * an earlier one.
   *
   * @param seqs how many numbers each of them uses
   */
  private List<CompletableFuture<Void>> hand(long seqs, List<LongFunction<Payload>> payloads) {
    order.lock();
    try {
      List<Payload> numbered = new ArrayList<>(payloads.size());
      for (LongFunction<Payload> payload : payloads) {
        numbered.add(payload.apply(seq + 1));
        seq += seqs;
      }
      List<CompletableFuture<Void>> done =
          writer.write(lease, numbered, purse.runningTime().toMillis());
      last.set(done.getLast());
      return done.stream()
          .map(one -> one.whenComplete((nothing, failure) -> noteFailure(failure)))
          .toList();
    } finally {
      order.unlock();
    }
  }

  private void noteFailure(@Nullable Throwable failure) {
    if (failure != null) {
      broken.compareAndSet(null, failure);
      control.halt(
          failure instanceof RunStoppedException
              ? RunControl.Halt.FENCED
              : RunControl.Halt.FAILURE);
    }
  }

  /** The row that could not be written, if any. */
  Optional<StorageFailedException> unwritten() {
    return broken.get() instanceof StorageFailedException failure
        ? Optional.of(failure)
        : Optional.empty();
  }

  /**
   * Waits until everything handed over so far is durable.
   *
   * @throws RuntimeException where any of it could not be written
   */
  void flush() {
    CompletableFuture<Void> pending = last.get();
    if (pending != null) {
      await(pending);
    }
    if (broken.get() instanceof RuntimeException failure) {
      throw failure;
    }
    // Reflections are followed by no rollout that would take their calls away.
    callsByScope.values().removeIf(calls -> calls.state() == Future.State.SUCCESS);
  }

  /** Waits for one of the futures given here. */
  static void await(CompletableFuture<Void> done) {
    try {
      done.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public void unavailable(String what) {
    control.goOn();
    outages.begins(what);
  }

  @Override
  public void availableAgain(String what) {
    outages.ends(what);
  }

  /** As {@link Outages#left}. */
  List<NewEvent> outagesLeft() {
    return outages.left();
  }

  private void tell(NewEvent event) {
    var _ = record(0, n -> () -> archive.appendEvents(jobId(), List.of(event)));
  }

  @Override
  public Duration outageTimeout() {
    return rules.outageTimeout();
  }

  @Override
  public int mostBilledAttempts() {
    return rules.costIsHard() ? Models.BILLED_ATTEMPTS : Integer.MAX_VALUE;
  }
}
