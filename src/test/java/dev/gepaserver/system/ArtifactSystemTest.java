package dev.gepaserver.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ArtifactSystemTest {

  private final SystemFixture job = new SystemFixture();

  @Test
  void takesTheOneTextForTheOutput() {
    RolloutOutcome outcome = rollOut("{'type':'exact_match','expected':'Be brief.'}");

    assertThat(outcome.score()).isEqualTo(1.0);
    assertThat(outcome.output().stringValue()).isEqualTo("Be brief.");
    assertThat(outcome.trace()).isNull();
    assertThat(outcome.records().get("system_prompt").values())
        .containsEntry("Generated Outputs", "Be brief.")
        .containsEntry("Inputs", Map.of());
  }

  @Test
  void takesAnObjectOfSeveralTextsInTheirOrder() {
    job.seed("z", "1", "a", "2");

    RolloutOutcome outcome = rollOut("{'type':'contains','expected':'x'}");

    assertThat(outcome.output().toString()).isEqualTo("{\"z\":\"1\",\"a\":\"2\"}");
    assertThat(outcome.records()).containsOnlyKeys("z", "a");
  }

  private RolloutOutcome rollOut(String evaluator) {
    return job.make("{'type':'artifact'}", evaluator).rollOut(job.tasks("{}")).getFirst();
  }
}
