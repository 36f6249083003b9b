package dev.gepaserver.run;

import dev.gepaserver.common.Ids;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
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
   * @param leases under which its rows were made
   * @return of these leases those still held, which they stay until the transaction ends; empty
   *     where an earlier try of the batch was committed
   */
  Optional<Set<Lease>> note(long batch, Collection<Lease> leases) {
    UUID[] jobs = leases.stream().map(Lease::jobId).distinct().sorted().toArray(UUID[]::new);
    Set<Lease> held = new HashSet<>();
    AtomicBoolean noted = new AtomicBoolean();
    // Both in one, as every batch waits for it.
    jdbc.query(
        """
        with noted as (
          insert into written_batch (writer, batch) values (?, ?) on conflict (writer) do update
          set batch = excluded.batch where written_batch.batch < excluded.batch returning batch),
        held as (select job_id, epoch from job_lease where job_id = any (?) order by job_id for share)
        select null::uuid as job_id, batch as number from noted union all select job_id, epoch from held
        """,
        row -> {
          UUID job = row.getObject("job_id", UUID.class);
          if (job == null) {
            noted.set(true);
          } else {
            held.add(new Lease(job, row.getLong("number")));
          }
        },
        writer,
        batch,
        jobs);
    held.retainAll(Set.copyOf(leases));
    return noted.get() ? Optional.of(held) : Optional.empty();
  }
}
