package dev.gepaserver.run;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * What every node sees to with each heartbeat, so that no other node's misfortune keeps jobs from
 * going on.
 *
 * <p>A process that is stopped, or whose machine is lost, in the middle of a COPY keeps the leases
 * locked of the jobs that it writes for. PostgreSQL ends a transaction that is idle, but waits
 * without limit for the rest of a COPY: such a session is ended here.
 *
 * <p>And a clock that ran ahead and was set back leaves jobs that are due, and heartbeats that were
 * made, at a time that has yet to come: both count as of now.
 */
@Component
class Caretaker implements SmartLifecycle {

  /** As long as PostgreSQL bears with an idle transaction, by the settings of our connections. */
  private static final Duration LONGEST_COPY = Duration.ofSeconds(10);

  /**
   * Nothing is put off for as long as this on purpose: a run that failed waits a minute at most.
   */
  private static final Duration AHEAD = Duration.ofMinutes(3);

  // An import, which waits for its client's bytes as well, copies into other tables.
  private static final String END_STUCK_WRITES =
      """
      select pid, pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and usename = current_user and state = 'active'
        and wait_event_type = 'Client' and query ~ '^copy (rollout|model_call|tool_call) '
        and query_start < clock_timestamp() - make_interval(secs => ?)\
      """;

  private static final String BRING_FORWARD =
      """
      update scheduled_tasks set execution_time = greatest(now(), ?) where task_name = ? and not picked
        and execution_time > greatest(now(), ?) + make_interval(secs => ?)\
      """;

  private static final String SEEN_NOW =
      """
      update scheduled_tasks set last_heartbeat = greatest(now(), ?)
      where picked and last_heartbeat > greatest(now(), ?) + make_interval(secs => ?)\
      """;

  private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);

  private final JdbcTemplate jdbc;
  private final InstantSource time;
  private final Duration heartbeat;
  private volatile boolean running;
  private volatile @Nullable Thread thread;

  Caretaker(JdbcTemplate jdbc, InstantSource time, WorkerSettings settings) {
    this.jdbc = jdbc;
    this.time = time;
    this.heartbeat = settings.heartbeat();
  }

  private void loop() {
    try {
      while (running) {
        Thread.sleep(heartbeat);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks once; where the database is away, the next look will do. */
  void look() {
    try {
      endStuckWrites();
      bringForward();
    } catch (RuntimeException e) {
      LOG.debug("Could not look after the queue: {}", e.getMessage());
    }
  }

  private void endStuckWrites() {
    List<Integer> ended =
        jdbc.query(
            END_STUCK_WRITES, (row, i) -> row.getInt("pid"), LONGEST_COPY.toMillis() / 1000.0);
    if (!ended.isEmpty()) {
      LOG.warn("Ended sessions of the database whose writers had stood still: {}", ended);
    }
  }

  /** Ahead of both the database's clock and this node's, since either may be behind. */
  private void bringForward() {
    Timestamp now = Timestamp.from(time.instant());
    double ahead = AHEAD.toMillis() / 1000.0;
    int due = jdbc.update(BRING_FORWARD, now, RunConfiguration.TASK, now, ahead);
    int seen = jdbc.update(SEEN_NOW, now, now, ahead);
    if (due + seen > 0) {
      LOG.warn(
          "The clock was ahead: {} jobs are due now, {} heartbeats count as of now", due, seen);
    }
  }

  @Override
  public void start() {
    running = true;
    thread = Thread.ofVirtual().name("caretaker").start(this::loop);
  }

  @Override
  public void stop() {
    running = false;
    Thread caretaker = thread;
    if (caretaker != null) {
      caretaker.interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
