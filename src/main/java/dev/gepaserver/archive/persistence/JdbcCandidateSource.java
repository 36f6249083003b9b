package dev.gepaserver.archive.persistence;

import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.job.CandidateSource;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
class JdbcCandidateSource implements CandidateSource {

  private final JdbcTemplate jdbc;

  JdbcCandidateSource(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public List<Candidate> candidates(UUID jobId, Collection<Integer> indices) {
    return jdbc.query(
        "select * from candidate where job_id = ? and index = any (?) order by index",
        (row, i) -> JdbcArchiveLoader.candidate(row),
        jobId,
        indices.toArray(Integer[]::new));
  }
}
