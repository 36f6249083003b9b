package dev.gepaserver.job;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Ids;
import dev.gepaserver.job.persistence.JobQueries;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Finds the job that a path names, for rooms that show what it did. */
@Service
public class JobLookup {

  private final JobQueries queries;

  JobLookup(JobQueries queries) {
    this.queries = queries;
  }

  /**
   * The job of this id.
   *
   * @throws ApiException {@code not-found} where the id is none or no job has it
   */
  public Found require(String id) {
    return Ids.parse(id)
        .flatMap(queries::lookup)
        .orElseThrow(() -> ApiException.notFound("there is no job " + id));
  }

  /**
   * What is needed to show a job's work.
   *
   * @param frontier wire name of what its Pareto front is kept per
   * @param bestCandidate index of the best candidate, null where there is none yet
   */
  public record Found(UUID id, String frontier, @Nullable Integer bestCandidate) {}
}
