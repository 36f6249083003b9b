package dev.gepaserver.run;

import dev.gepaserver.archive.ArchiveWriter;
import dev.gepaserver.archive.CallRow;
import dev.gepaserver.archive.RolloutRow;
import dev.gepaserver.common.JobLog;
import dev.gepaserver.common.SqlTrouble;
import dev.gepaserver.job.JobProgress;
import dev.gepaserver.job.UsageDelta;
import dev.gepaserver.journal.JournalMeter;
import dev.gepaserver.journal.RunStoppedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The one writer of this node: gathers whatever calls, rollouts and iterations are finished and
 * commits them together, as soon as it is idle; no timer. Each batch first checks the leases of its
 * runs and drops what belongs to a run that lost its lease.
 */
@Component
class JournalWriter implements SmartLifecycle {

  /** Stops after the runs and the web server, which wait for it. */
  private static final int PHASE = 100;

  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
  // A batch may be larger by what is handed over at once.
  private static final int ENOUGH_AT_ONCE = 2_048;
  private static final int MOST_WAITING = 16_384;
  private static final long LONGEST_PAUSE_MS = 500;
  private static final long PATIENCE_AT_STOP_MS = 5_000;
  private static final String GOING_DOWN = "the node goes down";

  private final BlockingQueue<List<Item>> queue = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(MOST_WAITING, true);
  private final WrittenBatches written;
  private final ArchiveWriter archive;
  private final JobProgress progress;
  private final JournalMeter meter;
  private final TransactionTemplate transaction;
  private long batches;
  private volatile boolean running;
  private volatile boolean closed;
  private volatile @Nullable Thread thread;

  JournalWriter(
      WrittenBatches written,
      ArchiveWriter archive,
      JobProgress progress,
      JournalMeter meter,
      PlatformTransactionManager transactions) {
    this.written = written;
    this.archive = archive;
    this.progress = progress;
    this.meter = meter;
    this.transaction = new TransactionTemplate(transactions);
    meter.watch(() -> MOST_WAITING - room.availablePermits());
  }

  private record Item(
      Lease lease, Payload payload, long runningMs, long handedOver, CompletableFuture<Void> done) {

    /** Whether a call of this rollout could not be written. */
    boolean orphaned() {
      return payload instanceof Payload.Rollout(_, CompletableFuture<Void> calls)
          && calls != null
          && calls.isCompletedExceptionally();
    }
  }

  /**
   * Hands things over, which are written in this order and, unless one of them is faulty, together.
   * What one caller hands over earlier is durable earlier.
   *
   * @param payloads at least one
   * @param runningMs time in work of the job until now in all its runs, milliseconds; kept with it,
   *     so that a run that dies takes no more of it along than of its answers
   * @return for each of them what is done when it is committed; ends with {@link
   *     RunStoppedException} where the lease is lost, with {@link StorageFailedException} where the
   *     row itself cannot be written
   */
  List<CompletableFuture<Void>> write(Lease lease, List<Payload> payloads, long runningMs) {
    long now = System.nanoTime();
    List<Item> items =
        payloads.stream()
            .map(payload -> new Item(lease, payload, runningMs, now, new CompletableFuture<>()))
            .toList();
    boolean interrupted = false;
    boolean queued = false;
    // An answer in hand is handed over even by a thread that is interrupted: it was paid for.
    while (!closed && !queued) {
      try {
        if (room.tryAcquire(roomOf(items), 1, TimeUnit.SECONDS)) {
          queue.add(items);
          queued = true;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (closed) {
      fail(items, new RunStoppedException(GOING_DOWN));
      refuseWhatIsLeft();
    }
    return items.stream().map(Item::done).toList();
  }

  /** What is larger than all the room has it alone. */
  private static int roomOf(List<Item> items) {
    return Math.min(items.size(), MOST_WAITING);
  }

  /** Hands over what is no part of a run's work, as {@link #write(Lease, List, long)}. */
  CompletableFuture<Void> write(Lease lease, Payload payload) {
    return write(lease, List.of(payload), 0).getFirst();
  }

  private void loop() {
    List<Item> batch = new ArrayList<>();
    while (running || !queue.isEmpty()) {
      try {
        List<Item> next = queue.poll(1, TimeUnit.SECONDS);
        while (next != null) {
          room.release(roomOf(next));
          batch.addAll(next);
          next = batch.size() < ENOUGH_AT_ONCE ? queue.poll() : null;
        }
        if (!batch.isEmpty()) {
          write(batch);
        }
      } catch (InterruptedException e) {
        fail(batch, new RunStoppedException(GOING_DOWN));
        break;
      } catch (RuntimeException | Error e) {
        LOG.error("The writer could not write {} rows", batch.size(), e);
        fail(batch, new StorageFailedException(e));
      } finally {
        batch.clear();
      }
    }
    // In this order: what is handed over from now on is refused by whoever hands it over.
    closed = true;
    refuseWhatIsLeft();
  }

  private void refuseWhatIsLeft() {
    List<List<Item>> left = new ArrayList<>();
    queue.drainTo(left);
    for (List<Item> items : left) {
      room.release(roomOf(items));
      fail(items, new RunStoppedException(GOING_DOWN));
    }
  }

  private static void fail(List<Item> batch, RuntimeException failure) {
    batch.forEach(item -> item.done.completeExceptionally(failure));
  }

  private void write(List<Item> batch) throws InterruptedException {
    long number = ++batches;
    Set<Lease> leases = batch.stream().map(Item::lease).collect(Collectors.toSet());
    Set<Lease> held = new HashSet<>();
    for (long pause = 100; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        transaction.executeWithoutResult(status -> {
          // Empty where an earlier try was committed and only its answer never came.
          Optional<Set<Lease>> now = written.note(number, leases);
          if (now.isPresent()) {
            held.clear();
            held.addAll(now.get());
            writeAll(batch, held);
          }
        });
        complete(batch, held);
        return;
      } catch (RuntimeException e) {
        if (!SqlTrouble.passes(e)) {
          writeApart(batch, e);
          return;
        }
        LOG.warn("The database is away, {} rows wait: {}", batch.size(), e.getMessage());
        Thread.sleep(pause);
      }
    }
  }

  private void writeAll(List<Item> batch, Set<Lease> held) {
    List<CallRow> calls = new ArrayList<>();
    List<RolloutRow> rollouts = new ArrayList<>();
    List<UsageDelta> marks = new ArrayList<>();
    List<Runnable> work = new ArrayList<>();
    Map<UUID, Long> running = new HashMap<>();
    for (Item item : batch) {
      if (held.contains(item.lease) && !item.orphaned()) {
        running.merge(item.lease.jobId(), item.runningMs, Math::max);
        switch (item.payload) {
          case Payload.Mark(long begun) -> marks.add(UsageDelta.open(item.lease.jobId(), begun));
          case Payload.Call(CallRow row, boolean begun) -> {
            calls.add(row);
            if (begun) {
              marks.add(UsageDelta.open(row.jobId(), -1));
            }
          }
          case Payload.Rollout(RolloutRow row, _) -> rollouts.add(row);
          case Payload.Work(Runnable statements) -> work.add(statements);
        }
      }
    }
    archive.insertCalls(calls);
    archive.insertRollouts(rollouts);
    progress.addUsage(UsageDeltas.of(calls, rollouts, marks), running);
    work.forEach(Runnable::run);
  }

  /** In halves, so that only the bad row suffers. */
  private void writeApart(List<Item> batch, RuntimeException failure) throws InterruptedException {
    if (batch.size() == 1) {
      Item item = batch.getFirst();
      try (JobLog.Mark _ = JobLog.of(item.lease.jobId())) {
        item.done.completeExceptionally(failureOf(item, failure));
      }
      return;
    }
    int middle = batch.size() / 2;
    write(List.copyOf(batch.subList(0, middle)));
    write(List.copyOf(batch.subList(middle, batch.size())));
  }

  /** Of statements of their own whoever made them knows better what their failures are. */
  private static RuntimeException failureOf(Item item, RuntimeException failure) {
    if (failure instanceof DataAccessException || !(item.payload instanceof Payload.Work)) {
      LOG.warn("A row could not be written", failure);
      return new StorageFailedException(failure);
    }
    return failure;
  }

  private void complete(List<Item> batch, Set<Lease> held) {
    long now = System.nanoTime();
    for (Item item : batch) {
      if (!held.contains(item.lease)) {
        item.done.completeExceptionally(new RunStoppedException("another run has the lease"));
      } else if (item.orphaned()) {
        item.done.completeExceptionally(
            new StorageFailedException(new IllegalStateException("its call was not written")));
      } else {
        item.done.complete(null);
        meter.written(now - item.handedOver);
        if (item.payload instanceof Payload.Rollout(RolloutRow row, _)) {
          meter.rollout(row.key().stage(), row.error() == null ? null : row.error().code());
        }
      }
    }
  }

  @Override
  public synchronized void start() {
    running = true;
    closed = false;
    thread = Thread.ofPlatform().name("journal-writer").start(this::loop);
  }

  @Override
  public synchronized void stop() {
    running = false;
    Thread writer = thread;
    if (writer == null) {
      return;
    }
    try {
      writer.join(PATIENCE_AT_STOP_MS);
      writer.interrupt();
      writer.join(PATIENCE_AT_STOP_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
