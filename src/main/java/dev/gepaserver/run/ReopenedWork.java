package dev.gepaserver.run;

import dev.gepaserver.archive.ArchiveLoader;
import dev.gepaserver.archive.OpenCost;
import dev.gepaserver.archive.OpenWorkEraser;
import dev.gepaserver.job.JobProgress;
import dev.gepaserver.job.Progress;
import dev.gepaserver.job.Reopening;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What becomes of a job's unfinished work when it is reopened. */
@Component
class ReopenedWork implements Reopening {

  private final Leases leases;
  private final OpenWorkEraser archive;
  private final ArchiveLoader loader;
  private final JobProgress progress;

  ReopenedWork(Leases leases, OpenWorkEraser archive, ArchiveLoader loader, JobProgress progress) {
    this.leases = leases;
    this.archive = archive;
    this.loader = loader;
    this.progress = progress;
  }

  @Override
  public void fence(UUID jobId) {
    leases.revoke(jobId);
  }

  @Override
  public Kept kept(UUID jobId) {
    Progress now = progress.load(jobId);
    if (now.candidates() == 0) {
      OpenCost seed = loader.openCost(jobId, 0);
      return new Kept(seed.nanos(), seed.reflectionNanos());
    }
    return new Kept(loader.openCost(jobId, now.iteration() + 1).lastTestNanos(), 0);
  }

  @Override
  public long forgetFailures(UUID jobId, int execution) {
    return archive.forgetFailures(jobId, execution);
  }

  @Override
  public long discardOpenIteration(UUID jobId, int execution, boolean tests) {
    return archive.forgetAll(jobId, execution, tests);
  }
}
