package dev.gepaserver.run;

import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The table of leases. */
@Repository
class Leases {

  private final JdbcTemplate jdbc;
  private final InstantSource time;

  Leases(JdbcTemplate jdbc, InstantSource time) {
    this.jdbc = jdbc;
    this.time = time;
  }

  /**
   * Claims a job; from now on every earlier run's writes are dropped. Waits for a write that is
   * under way.
   */
  Lease claim(UUID jobId, String node) {
    Long epoch =
        jdbc.queryForObject(
            "insert into job_lease (job_id, epoch, node, taken_at) values (?, 1, ?, ?)"
                + " on conflict (job_id) do update set epoch = job_lease.epoch + 1, node = excluded.node,"
                + " taken_at = excluded.taken_at returning epoch",
            Long.class,
            jobId,
            node,
            Timestamp.from(time.instant()));
    return new Lease(jobId, epoch == null ? 0 : epoch);
  }

  /**
   * Of the given leases those still held; they stay so until the caller's transaction ends.
   *
   * @param transaction told the transaction's id, by which its fate can be asked for later
   */
  Set<Lease> held(Collection<Lease> leases, Consumer<String> transaction) {
    UUID[] jobs = leases.stream().map(Lease::jobId).distinct().sorted().toArray(UUID[]::new);
    Set<Lease> held =
        new HashSet<>(
            jdbc.query(
                "select job_id, epoch, pg_current_xact_id()::text as transaction from job_lease"
                    + " where job_id = any (?) order by job_id for share",
                (row, i) -> {
                  transaction.accept(row.getString("transaction"));
                  return new Lease(row.getObject("job_id", UUID.class), row.getLong("epoch"));
                },
                (Object) jobs));
    held.retainAll(new HashSet<>(leases));
    return held;
  }

  /**
   * What became of a transaction whose commit was not answered: {@code committed}, {@code aborted}
   * or {@code in progress}; null where the database no longer knows.
   */
  @Nullable String fate(String transaction) {
    return jdbc.queryForObject("select pg_xact_status(?::text::xid8)", String.class, transaction);
  }
}
