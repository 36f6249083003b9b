package dev.gepaserver.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.dataset.Corpora;
import dev.gepaserver.journal.InMemoryJournal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;

class PatientCorporaTest {

  private final AtomicInteger searches = new AtomicInteger();
  private final AtomicLong nanoTime = new AtomicLong();

  @Test
  void waitsForTheDatabaseAndCountsNoneOfIt() {
    TimedJournal journal = new TimedJournal(new InMemoryJournal(Duration.ZERO), nanoTime::get);
    Corpora corpora =
        corpora(number -> {
          nanoTime.addAndGet(Duration.ofHours(1).toNanos());
          if (number < 3) {
            throw new DataAccessResourceFailureException("away");
          }
          return List.of();
        });

    assertThat(new PatientCorpora(corpora).search(journal, KnownCorpora.WIKI, "x", 1)).isEmpty();
    assertThat(searches).hasValue(3);
    assertThat(journal.counted()).isZero();
  }

  @Test
  void pausesTheJobWhoseSearchesTakeTooLong() {
    Corpora corpora =
        corpora(number -> {
          throw new QueryTimeoutException("late", new SQLException("canceling", "57014"));
        });

    assertThatThrownBy(() ->
            new PatientCorpora(corpora)
                .search(new InMemoryJournal(Duration.ZERO), KnownCorpora.WIKI, "x", 1))
        .isInstanceOf(CallFailedException.Outage.class)
        .hasMessageContaining("take too long");
  }

  @Test
  void doesNotRepeatWhatNoWaitingMends() {
    Corpora corpora =
        corpora(number -> {
          throw new DataIntegrityViolationException("wrong");
        });

    assertThatThrownBy(() ->
            new PatientCorpora(corpora)
                .search(new InMemoryJournal(Duration.ZERO), KnownCorpora.WIKI, "x", 1))
        .isInstanceOf(DataIntegrityViolationException.class);
    assertThat(searches).hasValue(1);
  }

  private Corpora corpora(IntFunction<List<Corpora.Found>> search) {
    return new Corpora() {

      @Override
      public Optional<UUID> resolve(String nameOrId) {
        return Optional.empty();
      }

      @Override
      public List<Found> search(UUID corpus, String query, int k) {
        return search.apply(searches.incrementAndGet());
      }
    };
  }
}
