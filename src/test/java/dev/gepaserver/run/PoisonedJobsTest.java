package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.Scheduler;
import dev.gepaserver.common.Json;
import dev.gepaserver.job.JobScheduler;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.World;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs whose runs break off again and again; nobody but the test takes them up. */
class PoisonedJobsTest {

  private static World world;
  private static Service service;
  private static Leases leases;

  @BeforeAll
  static void open() throws Exception {
    world =
        new World()
            .hook("score", request -> "{\"results\": [{\"score\": 0.5}]}")
            .model("r", t -> t);
    service = Service.fresh(world.settings());
    service.bean(Scheduler.class).stop();
    leases = service.bean(Leases.class);
  }

  @AfterAll
  static void close() {
    service.close();
    world.close();
  }

  @Test
  void endsAJobThatIsTakenUpAgainAndAgainWithoutOneNewAnswer() {
    UUID job = submit();
    for (int take = 0; take < JobExecution.MOST_TAKES; take++) {
      takeAndDie(job);
    }
    leases.trouble(job, "out of memory");

    assertThat(run(job)).isEqualTo(JobRun.End.SETTLED);

    JsonNode view = service.get("/jobs/" + job);
    assertThat(view.get("status").stringValue()).isEqualTo("FAILED");
    assertThat(view.at("/error/code").stringValue()).isEqualTo("poisoned");
    assertThat(view.at("/error/detail").stringValue()).contains("5 times", "out of memory");
  }

  @Test
  void countsAnewAfterEachAnswer() {
    UUID job = submit();
    for (int take = 0; take < 2 * JobExecution.MOST_TAKES; take++) {
      takeAndDie(job);
      service
          .bean(JdbcTemplate.class)
          .update(
              "update job_progress set webhook_calls = webhook_calls + 1 where job_id = ?", job);
    }

    run(job);

    assertThat(service.get("/jobs/" + job).get("status").stringValue()).isEqualTo("COMPLETED");
  }

  @Test
  void doesNotCountARunThatGaveTheJobBackInGoodOrder() {
    UUID job = submit();
    for (int take = 0; take < 2 * JobExecution.MOST_TAKES; take++) {
      takeAndDie(job);
      leases.revoke(job);
    }

    run(job);

    assertThat(service.get("/jobs/" + job).get("status").stringValue()).isEqualTo("COMPLETED");
  }

  private static void takeAndDie(UUID job) {
    leases.claim(job, "dies");
  }

  private static JobRun.End run(UUID job) {
    return service.bean(JobExecution.class).run(new ExecutionId(job, JobScheduler.FIRST));
  }

  private static UUID submit() {
    ObjectNode job = Json.object();
    job.putObject("seedCandidate").put("text", "a");
    job.putArray("trainset").addObject().put("input", "x");
    job.putObject("system").put("type", "http").put("url", world.url("score"));
    job.putObject("reflection").put("model", "lab/r");
    job.set("budget", Json.tree(Map.of("maxRollouts", 1)));
    return UUID.fromString(service.submit(job));
  }
}
