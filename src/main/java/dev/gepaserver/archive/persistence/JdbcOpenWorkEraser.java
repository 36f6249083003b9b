package dev.gepaserver.archive.persistence;

import dev.gepaserver.archive.OpenWorkEraser;
import dev.gepaserver.engine.model.Checkpoint;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcOpenWorkEraser implements OpenWorkEraser {

  /** Calls that were not forgotten before. */
  private static final String KNOWN = " and call !~ '~[0-9]+$'";

  private static final String TESTS =
      """
      stage = 'test' and iteration = any (
        array(select t.iteration from rollout t where t.job_id = :job and t.stage = 'test') || (:open - 1))\
      """;

  /** The last stage of the open iteration, and the held-out test. */
  private static final String LAST =
      "job_id = :job and ((iteration = :open and stage = :stage) or (" + TESTS + "))";

  private static final String OPEN = "job_id = :job and iteration = :open and stage <> 'test'";
  private static final String TESTED = "job_id = :job and (" + TESTS + ")";

  /** Ends a statement whose {@code gone} are the rows taken back; gives the counted rollouts. */
  private static final String COUNTED =
      """
      , numbers as (
        update event_head set taken_back = greatest(taken_back, (select max(seq) from gone)) where job_id = :job
      )
      select count(*) from gone where stage not in ('test', 'reflection')\
      """;

  private static final String LAST_STAGE =
      """
      select stage from (
        (select stage, seq from model_call where job_id = :job and iteration = :open %1$s order by seq desc limit 1)
        union all
        (select stage, seq from tool_call where job_id = :job and iteration = :open %1$s order by seq desc limit 1)
        union all
        (select stage, seq from rollout where job_id = :job and iteration = :open order by seq desc limit 1)
      ) latest order by seq desc limit 1\
      """
          .formatted(KNOWN);

  // A rollout that failed is made anew from its first failed call on, or from its beginning where
  // no call failed; so are a rollout and a reflection that were not finished, where a call failed.
  private static final String FORGET_FAILURES =
      """
      with first_error as (
        select iteration, stage, task, position, min(seq) as seq from (
          select iteration, stage, task, position, seq from model_call where %1$s and error_code is not null %2$s
          union all
          select iteration, stage, task, position, seq from tool_call where %1$s and error_code is not null %2$s
        ) errors group by iteration, stage, task, position
      ), made as (
        select iteration, stage, task, position, error_code, true as made from rollout where %1$s
      ), failed as (
        select iteration, stage, task, position, coalesce(seq, 0) as seq
        from first_error full join made using (iteration, stage, task, position)
        where made is null or error_code is not null
      ), model_calls as (
        update model_call c set call = call || :mark from failed f
        where c.job_id = :job and c.iteration = f.iteration and c.stage = f.stage and c.task = f.task
          and c.position = f.position and c.seq >= f.seq %2$s
      ), tool_calls as (
        update tool_call c set call = call || :mark from failed f
        where c.job_id = :job and c.iteration = f.iteration and c.stage = f.stage and c.task = f.task
          and c.position = f.position and c.seq >= f.seq %2$s
      ), gone as (
        delete from rollout r using failed f
        where r.job_id = :job and r.iteration = f.iteration and r.stage = f.stage and r.task = f.task
          and r.position = f.position
        returning r.stage, r.seq
      )
      """
              .formatted(LAST, KNOWN)
          + COUNTED;

  private static final String FORGET_OPEN = forget(OPEN);
  private static final String FORGET_TESTS = forget(TESTED);

  private final JdbcClient jdbc;

  JdbcOpenWorkEraser(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private static String forget(String which) {
    return """
    with model_calls as (update model_call set call = call || :mark where %1$s %2$s),
    tool_calls as (update tool_call set call = call || :mark where %1$s %2$s),
    reflections as (delete from reflection where job_id = :job and iteration = :open returning seq),
    rollouts as (delete from rollout where %1$s returning stage, seq),
    gone as (select stage, seq from rollouts union all select 'reflection', seq from reflections)
    """
            .formatted(which, KNOWN)
        + COUNTED;
  }

  @Override
  public long forgetFailures(UUID jobId, int mark) {
    Optional<Checkpoint> checkpoint = checkpoint(jobId);
    checkpoint.ifPresent(saved ->
        jdbc.sql("update checkpoint set state = :state::json where job_id = :job")
            .param("state", CheckpointJson.write(saved.withFailuresForgotten()))
            .param("job", jobId)
            .update());
    int open = open(checkpoint);
    return sql(FORGET_FAILURES, jobId, open)
        .param("stage", lastStage(jobId, open))
        .param("mark", "~" + mark)
        .query(Long.class)
        .single();
  }

  @Override
  public long forgetAll(UUID jobId, int mark, boolean tests) {
    int open = open(checkpoint(jobId));
    boolean begun = !lastStage(jobId, open).isEmpty();
    return sql(tests && !begun ? FORGET_TESTS : FORGET_OPEN, jobId, open)
        .param("mark", "~" + mark)
        .query(Long.class)
        .single();
  }

  private Optional<Checkpoint> checkpoint(UUID jobId) {
    return jdbc.sql("select state from checkpoint where job_id = :job")
        .param("job", jobId)
        .query((row, i) -> CheckpointJson.read(row.getString("state")))
        .optional();
  }

  private static int open(Optional<Checkpoint> checkpoint) {
    return checkpoint.map(saved -> saved.iterations() + 1).orElse(0);
  }

  /** Stages follow one another, so the last one has the last row; empty where there is none. */
  private String lastStage(UUID jobId, int open) {
    return sql(LAST_STAGE, jobId, open).query(String.class).optional().orElse("");
  }

  private JdbcClient.StatementSpec sql(String sql, UUID jobId, int open) {
    return jdbc.sql(sql).param("job", jobId).param("open", open);
  }
}
