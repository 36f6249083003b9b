package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.ArchiveDetails;
import dev.gepaserver.archive.Views.ProposalView;
import dev.gepaserver.archive.Views.RolloutView;
import dev.gepaserver.common.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;

@Repository
class JdbcArchiveDetails implements ArchiveDetails {

  private static final String PROPOSALS =
      """
      select p.*, i.kind from proposal p
      join iteration i on i.job_id = p.job_id and i.iteration = p.iteration
      where p.job_id = ?\
      """;

  private static final String NEIGHBOURS =
      """
      with this as (
        select job_id, seq from rollout where job_id = ? and iteration = ? and stage = ? and task = ? and position = ?
      )
      (select r.*, true as earlier from this join rollout r on r.job_id = this.job_id and r.seq < this.seq order by r.seq desc limit 1)
      union all
      (select r.*, false from this join rollout r on r.job_id = this.job_id and r.seq > this.seq order by r.seq limit 1)\
      """;

  private final JdbcTemplate jdbc;
  private final ReflectionQueries reflections;
  private final ExampleLabels labels;

  JdbcArchiveDetails(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    this.reflections = new ReflectionQueries(jdbc);
    this.labels = new ExampleLabels(jdbc);
  }

  @Override
  public Optional<Making> making(UUID jobId, int candidate, int siblings) {
    List<String> training = labels.training(jobId);
    List<String> validation = labels.validation(jobId);
    Optional<Made> made =
        jdbc
            .query(
                PROPOSALS
                    + " and p.candidate = ? and p.iteration = (select iteration from candidate where job_id = ? and index = ?)",
                (row, i) ->
                    new Made(
                        row.getInt("iteration"),
                        Rows.ints(row, "parents"),
                        RowViews.proposal(
                            row, row.getString("kind").equals("merge") ? validation : training)),
                jobId,
                candidate,
                jobId,
                candidate)
            .stream()
            .findFirst();
    return made.map(m ->
        new Making(
            m.iteration(),
            m.proposal(),
            reflections.of(jobId, m.iteration(), m.proposal().task()),
            rejected(jobId, m.parents(), siblings, training, validation)));
  }

  @Override
  public Neighbours neighbours(UUID jobId, RolloutView rollout) {
    Map<Boolean, String> ids = new HashMap<>();
    jdbc.query(
        NEIGHBOURS,
        row -> {
          ids.put(row.getBoolean("earlier"), RowViews.rolloutId(row));
        },
        jobId,
        rollout.iteration(),
        rollout.stage(),
        rollout.task(),
        rollout.position());
    return new Neighbours(ids.get(true), ids.get(false));
  }

  private List<Sibling> rejected(
      UUID jobId,
      List<Integer> parents,
      int atMost,
      List<String> training,
      List<String> validation) {
    return jdbc.query(
        PROPOSALS
            + " and p.parents = ? and p.status = 'rejected' order by p.iteration desc, p.task limit ?",
        (row, i) ->
            new Sibling(
                row.getInt("iteration"),
                RowViews.proposal(
                    row, row.getString("kind").equals("merge") ? validation : training)),
        jobId,
        parents.toArray(Integer[]::new),
        atMost);
  }

  @Override
  public RolloutCalls calls(UUID jobId, RolloutView rollout) {
    String where =
        " where job_id = ? and iteration = ? and stage = ? and task = ? and position = ? order by seq";
    Object[] key = {
      jobId, rollout.iteration(), rollout.stage(), rollout.task(), rollout.position()
    };
    return new RolloutCalls(
        jdbc.query("select * from model_call" + where, (row, i) -> RowViews.modelCall(row), key),
        jdbc.query("select * from tool_call" + where, (row, i) -> RowViews.toolCall(row), key));
  }

  @Override
  public Optional<JsonNode> example(UUID jobId, String split, String label) {
    return jdbc
        .query(
            "select data from job_data where job_id = ? and split = ? and label = ?",
            (row, i) -> Json.parse(row.getString("data")),
            jobId,
            split,
            label)
        .stream()
        .findFirst();
  }

  private record Made(int iteration, List<Integer> parents, ProposalView proposal) {}
}
