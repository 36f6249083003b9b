package dev.gepaserver.metrics;

import dev.gepaserver.job.JobCounts;
import dev.gepaserver.job.JobStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Jobs by status, those of all nodes; evaluations are none. Counted when somebody looks, and at
 * most once in a while, however often that is.
 */
@Component
class JobMeters {

  private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final JobCounts counts;
  private @Nullable Map<JobStatus, Long> last;
  private long lookedAt;

  JobMeters(MeterRegistry registry, JobCounts counts) {
    this.counts = counts;
    for (JobStatus status : JobStatus.values()) {
      Gauge.builder("gepa.jobs", this, meters -> meters.count(status))
          .description("Jobs by status, of all nodes")
          .tag("status", status.name())
          .register(registry);
    }
  }

  /** No number at all where the database does not tell, rather than one of another time. */
  private synchronized double count(JobStatus status) {
    if (lookedAt == 0 || System.nanoTime() - lookedAt > KEPT_NANOS) {
      try {
        last = counts.byStatus();
      } catch (DataAccessException | TransactionException e) {
        last = null;
      }
      lookedAt = System.nanoTime();
    }
    return last == null ? Double.NaN : last.getOrDefault(status, 0L);
  }
}
