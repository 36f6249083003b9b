package dev.gepaserver.run;

import dev.gepaserver.archive.ArchiveLoader;
import dev.gepaserver.archive.OpenCost;
import dev.gepaserver.archive.OpenWork;
import dev.gepaserver.archive.SavedSearch;
import dev.gepaserver.common.JobLog;
import dev.gepaserver.common.Money;
import dev.gepaserver.engine.model.SearchOptions;
import dev.gepaserver.job.JobProgress;
import dev.gepaserver.job.Progress;
import dev.gepaserver.journal.RunStoppedException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads what earlier runs of a job left, for the run that goes on from there. */
@Component
class EarlierWork {

  private final ArchiveLoader loader;
  private final JobProgress progress;

  EarlierWork(ArchiveLoader loader, JobProgress progress) {
    this.loader = loader;
    this.progress = progress;
  }

  /**
   * What was found.
   *
   * @param search the search after its last finished iteration, if any
   * @param openIteration the one after that, 0 for the seed's
   * @param open what is known of it
   * @param purse what the job has used up
   */
  record Found(Optional<SavedSearch> search, int openIteration, OpenWork open, Purse purse) {}

  /**
   * Begins to read on a thread of its own, since there may be as much of it as of the job's
   * examples. From here on nobody else may write for the job.
   */
  Reading read(UUID jobId) {
    Callable<OpenWork> open = () -> loader.openWork(jobId, loader.openIteration(jobId));
    FutureTask<OpenWork> reading = new FutureTask<>(JobLog.handedOn(open));
    Thread.ofVirtual().name("earlier-work").start(reading);
    return new Reading(jobId, reading);
  }

  /** What is being read; closed, it is read on, but nobody waits for it any longer. */
  final class Reading implements AutoCloseable {

    private final UUID jobId;
    private final FutureTask<OpenWork> open;

    private Reading(UUID jobId, FutureTask<OpenWork> open) {
      this.jobId = jobId;
      this.open = open;
    }

    /**
     * Reads the rest.
     *
     * @throws RunStoppedException where the thread is interrupted; its flag stays set
     */
    Found found(SearchOptions options) {
      Optional<SavedSearch> search = loader.search(jobId, options);
      int openIteration = search.map(s -> s.checkpoint().iterations() + 1).orElse(0);
      Purse purse = purse(progress.load(jobId), loader.openCost(jobId, openIteration));
      return new Found(search, openIteration, open(), purse);
    }

    private OpenWork open() {
      try {
        return open.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RunStoppedException("interrupted while it was read what earlier runs left");
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException cause
            ? cause
            : new IllegalStateException(e.getCause());
      }
    }

    @Override
    public void close() {
      // Not interrupted, which would break a connection of the pool.
      open.cancel(false);
    }
  }

  /** Where a cost is unknown no sum is, and a job with a limit of money fails at the boundary. */
  private static Purse purse(Progress before, OpenCost paid) {
    BigDecimal cost = before.usage().costUsd();
    BigDecimal reflections = before.usage().reflection().costUsd();
    OpenCost open =
        new OpenCost(
            cost == null ? 0 : paid.nanos(),
            reflections == null ? 0 : paid.reflectionNanos(),
            cost == null ? 0 : paid.testNanos(),
            paid.lastTestNanos(),
            paid.unpriced());
    OpenCost.Unpriced unpriced =
        new OpenCost.Unpriced(
            before.unpriced() - paid.unpriced().calls() - paid.unpriced().tests(),
            before.unpricedReflections() - paid.unpriced().reflections(),
            0);
    return new Purse(
        nanos(cost) - open.nanos() - open.testNanos(),
        nanos(reflections) - open.reflectionNanos(),
        open,
        unpriced,
        Duration.ofMillis(before.runningMs()));
  }

  private static long nanos(@Nullable BigDecimal usd) {
    return usd == null ? 0 : Money.nanos(usd);
  }
}
