package dev.gepaserver.job;

import dev.gepaserver.job.persistence.JobQueries;
import java.util.Map;
import org.springframework.stereotype.Service;

/** How many jobs there are. */
@Service
public class JobCounts {

  private final JobQueries queries;

  JobCounts(JobQueries queries) {
    this.queries = queries;
  }

  /** Jobs of all nodes by status, without evaluations; one that is missing has none. */
  public Map<JobStatus, Long> byStatus() {
    return queries.countByStatus();
  }
}
