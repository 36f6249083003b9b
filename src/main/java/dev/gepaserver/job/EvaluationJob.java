package dev.gepaserver.job;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job that scores one candidate on a set of examples and searches nothing. Its candidate is what
 * it begins with, its examples are its training set, and it is complete once that is rolled out.
 *
 * @param job how it stands; the score of what it begins with is the evaluation's
 * @param source whose candidate it is; null where the texts were given
 */
public record EvaluationJob(JobView job, @Nullable Source source) {

  /**
   * A candidate of a job.
   *
   * @param job the job's id; it may have been deleted since
   * @param index the candidate's index in it, from 0
   */
  @JsonPropertyOrder({"job", "index"})
  public record Source(UUID job, int index) {}
}
