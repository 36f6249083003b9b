package dev.gepaserver.job;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Ids;
import dev.gepaserver.common.Json;
import dev.gepaserver.job.persistence.JobQueries;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;

/** Finds the job that a path names, for rooms that show what it did. */
@Service
public class JobLookup {

  private final JobQueries queries;

  JobLookup(JobQueries queries) {
    this.queries = queries;
  }

  /**
   * The job of this id; an evaluation is none.
   *
   * @throws ApiException {@code not-found} where the id is none or no job has it
   */
  public Found require(String id) {
    return Ids.parse(id)
        .flatMap(queries::lookup)
        .orElseThrow(() -> ApiException.notFound("there is no job " + id));
  }

  /**
   * The limits of a job as it was given them, with the names of the contract.
   *
   * @return a JSON object; empty where there is no such job
   */
  public Optional<JsonNode> budget(UUID id) {
    return queries.budget(id).map(Json::parse);
  }

  /**
   * What is needed to show a job's work.
   *
   * @param frontier wire name of what its Pareto front is kept per
   * @param bestCandidate index of the best candidate, null where there is none yet
   * @param iteration finished iterations
   * @param candidates how many there are
   */
  public record Found(
      UUID id, String frontier, @Nullable Integer bestCandidate, int iteration, int candidates) {

    /**
     * What the search knew, for {@link dev.gepaserver.web.Revalidation}: candidates, iterations and
     * fronts are the same as long as this is.
     */
    public List<Integer> known() {
      return List.of(iteration, candidates);
    }
  }
}
