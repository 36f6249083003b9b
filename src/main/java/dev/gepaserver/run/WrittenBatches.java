package dev.gepaserver.run;

import dev.gepaserver.common.Ids;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * Which batch of this process's writer was committed last, noted with the batch itself: so a batch
 * that is tried again is never written twice, and none is taken for written that was not.
 */
@Repository
class WrittenBatches {

  private final JdbcTemplate jdbc;
  private final UUID writer = Ids.next();

  WrittenBatches(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Notes a batch as written, if the caller's transaction is committed. Waits for an earlier try of
   * it that the database is still busy with.
   *
   * @param batch its number, higher than those of the batches before
   * @return false where an earlier try of it was committed
   */
  boolean note(long batch) {
    return jdbc.update(
            "insert into written_batch (writer, batch) values (?, ?) on conflict (writer) do update"
                + " set batch = excluded.batch where written_batch.batch < excluded.batch",
            writer,
            batch)
        > 0;
  }
}
