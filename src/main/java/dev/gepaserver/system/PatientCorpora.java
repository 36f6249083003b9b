package dev.gepaserver.system;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.SqlTrouble;
import dev.gepaserver.dataset.Corpora;
import dev.gepaserver.journal.CallClock;
import dev.gepaserver.journal.CallJournal;
import dev.gepaserver.journal.RunStoppedException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Searches corpora for rollouts. A search is our own work and no system's: its time does not count
 * as the rollout's. While the database is away it waits, as everything that is stored does; a
 * search that again and again takes too long pauses the job after its outage timeout. Safe for use
 * by many threads.
 */
final class PatientCorpora {

  private static final Logger LOG = LoggerFactory.getLogger(PatientCorpora.class);
  private static final long FIRST_PAUSE_MS = 100;
  private static final long LONGEST_PAUSE_MS = 5_000;

  private final Corpora corpora;

  PatientCorpora(Corpora corpora) {
    this.corpora = corpora;
  }

  /**
   * Searches.
   *
   * @throws CallFailedException.Outage where searches took too long for the outage timeout
   * @throws RunStoppedException where the run is being stopped
   */
  List<Corpora.Found> search(CallJournal journal, UUID corpus, String query, int k) {
    try (CallClock clock = journal.clock()) {
      clock.rest();
      long began = System.nanoTime();
      for (long pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
        journal.goOn();
        try {
          return corpora.search(corpus, query, k);
        } catch (RuntimeException e) {
          if (!SqlTrouble.passes(e)) {
            throw e;
          }
          LOG.warn("A search waits for the database: {}", e.getMessage());
          Duration waited = Duration.ofNanos(System.nanoTime() - began);
          if (SqlTrouble.tookTooLong(e) && waited.compareTo(journal.outageTimeout()) >= 0) {
            throw new CallFailedException.Outage("searches of corpus " + corpus + " take too long");
          }
        }
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunStoppedException("interrupted in a search");
    }
  }
}
