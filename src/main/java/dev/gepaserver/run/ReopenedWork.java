package dev.gepaserver.run;

import dev.gepaserver.archive.OpenWorkEraser;
import dev.gepaserver.job.Reopening;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What becomes of a job's unfinished work when it is reopened. */
@Component
class ReopenedWork implements Reopening {

  private final Leases leases;
  private final OpenWorkEraser archive;

  ReopenedWork(Leases leases, OpenWorkEraser archive) {
    this.leases = leases;
    this.archive = archive;
  }

  @Override
  public void fence(UUID jobId) {
    leases.revoke(jobId);
  }

  @Override
  public long forgetFailures(UUID jobId, int execution) {
    return archive.forgetFailures(jobId, execution);
  }

  @Override
  public long discardOpenIteration(UUID jobId, int execution) {
    return archive.forgetAll(jobId, execution);
  }
}
