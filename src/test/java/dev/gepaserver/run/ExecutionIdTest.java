package dev.gepaserver.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Ids;
import dev.gepaserver.job.JobScheduler;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ExecutionIdTest {

  private final UUID job = Ids.next();

  @Test
  void readsWhatItWrites() {
    ExecutionId id = new ExecutionId(job, 17);

    assertThat(ExecutionId.parse(id.name())).isEqualTo(id);
  }

  @Test
  void takesANameOfAnEarlierVersionForTheFirstExecution() {
    assertThat(ExecutionId.parse(job.toString()))
        .isEqualTo(new ExecutionId(job, JobScheduler.FIRST));
  }
}
