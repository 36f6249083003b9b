package dev.gepaserver.console;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Api;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A job that looks as after a long search: 500 candidates of three components, 300 validation
 * examples, 1,000 iterations, 100,000 rollouts. Written beside the service, since nobody wants to
 * wait for it.
 */
final class LargeJob {

  private static final int EXAMPLES = 300;

  private LargeJob() {}

  /** Submits a job that ends at once, and fills it up. */
  static String in(Api service, JdbcTemplate jdbc) {
    ObjectNode job = Json.object().put("name", "a long search");
    ObjectNode seed = job.putObject("seedCandidate");
    seed.put("plan", "Plan.").put("answer", "Answer.").put("check", "Check.");
    ArrayNode examples = job.putArray("trainset");
    for (int i = 0; i < EXAMPLES; i++) {
      examples.addObject().put("input", "Question " + i).put("answer", "Answer " + i);
    }
    ObjectNode system = job.putObject("system").put("type", "prompt");
    system.put("model", "simulated/worker");
    system
        .putArray("messages")
        .addObject()
        .put("role", "user")
        .put("content", "{{component.plan}} {{component.answer}} {{component.check}} {{input}}");
    job.putObject("evaluator").put("type", "contains");
    job.putObject("reflection").put("model", "simulated/reflector");
    job.putObject("budget").put("maxRollouts", 1);
    String id = service.submit(job);
    service.settled(id);
    fill(jdbc, UUID.fromString(id));
    return id;
  }

  private static void fill(JdbcTemplate jdbc, UUID job) {
    jdbc.execute("select setseed(0.5)");
    jdbc.update(
        """
        insert into candidate
        select ?, i, json_build_object('plan', repeat('Plan step ' || i || '. ', 60), 'answer', 'Answer ' || i, 'check', 'Check'),
          case when i % 25 = 0 then array[i - 2, i - 3 - i / 5] else array[greatest(0, i - 1 - floor(power(random(), 3) * least(i, 60))::int)] end,
          case when i % 25 = 0 then 'merge' else 'mutation' end, 2 * i, 200 * i, 0, s.scores, '[]', 0
        from generate_series(1, 499) i cross join lateral (
          select array_agg(round(least(1, greatest(0, 0.15 + 0.7 * sqrt(i / 500.0) + 0.6 * (random() - 0.5 + 0 * e)))::numeric, 1)::float8) as scores
          from generate_series(1, 300) e
        ) s\
        """,
        job);
    jdbc.update(
        "update candidate set val_score = (select avg(s) from unnest(val_scores) s) where job_id = ? and index > 0",
        job);
    jdbc.update(
        """
        insert into front_change
        select job_id, 1000000 + row_number() over (order by index, example), iteration, example, null, score, index, score > coalesce(before, -1)
        from (
          select c.job_id, c.index, c.iteration, (s.place - 1)::int as example, s.score,
            max(s.score) over (partition by s.place order by c.index rows between unbounded preceding and 1 preceding) as before
          from candidate c cross join lateral unnest(c.val_scores) with ordinality s (score, place) where c.job_id = ? and c.index > 0
        ) t where score >= coalesce(before, -1)\
        """,
        job);
    jdbc.update(
        """
        insert into iteration
        select ?, i, case when i % 50 = 0 then 'merge' else 'mutation' end, 300 + (i - 1) * 100, 300 + i * 100,
          now() - (1000 - i) * interval '20 seconds' from generate_series(1, 1000) i\
        """,
        job);
    jdbc.update(
        """
        insert into proposal
        select ?, i, 0, coalesce(c.parents, array[i / 3]), array[1, 2, 3], '["plan"]', case when c.index is null then 'rejected' else 'accepted' end, null,
          json_build_object('plan', 'A text that was tried in iteration ' || i), array[0.2, 0.4, 0.6],
          array[least(1, i / 1500.0), 0.5, 0.5 + random() / 4], c.index
        from generate_series(1, 1000) i left join candidate c on c.job_id = ? and c.iteration = i and c.index > 0\
        """,
        job,
        job);
    jdbc.update(
        """
        insert into rollout
        select ?, i, stage, 0, p, 1000000 + row_number() over (order by i, stage, p), 'h', case when stage = 'parent' then i / 3 end, p % 300, 'train',
          round(random()::numeric, 2), '{}', to_json('An output of some length in iteration ' || i), '"so so"', '{}', null, null, null,
          (1000 * random())::int, 1, now() - (1000 - i) * interval '20 seconds'
        from generate_series(1, 1000) i cross join (values ('parent', 3), ('child', 3), ('validation', 94)) s (stage, size)
        cross join lateral generate_series(0, size - 1) p\
        """,
        job);
    jdbc.update(
        """
        insert into event
        select ?, 1000000 + i, 'iteration.finished', now(), i, json_build_object('bestScore', i / 1000.0) from generate_series(1, 1000) i\
        """,
        job);
    jdbc.update("update event_head set last_seq = 1001000 where job_id = ?", job);
    jdbc.update(
        """
        update job_progress set iteration = 1000, rollouts = 100300, candidates = 500,
          best_candidate = (select index from candidate where job_id = ? order by val_score desc, index limit 1),
          best_score = (select max(val_score) from candidate where job_id = ?)
        where job_id = ?\
        """,
        job,
        job,
        job);
    jdbc.execute("analyze");
  }
}
