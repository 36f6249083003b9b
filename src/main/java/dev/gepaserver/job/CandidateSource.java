package dev.gepaserver.job;

import dev.gepaserver.engine.model.Candidate;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Candidates that jobs have found. */
public interface CandidateSource {

  /**
   * Reads some of a job's candidates.
   *
   * @return by rising index; those that do not exist are left out
   */
  List<Candidate> candidates(UUID jobId, Collection<Integer> indices);
}
