package dev.gepaserver.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.dataset.Corpora;
import dev.gepaserver.evaluation.EvaluatorFixture;
import dev.gepaserver.evaluation.Evaluators;
import dev.gepaserver.llm.Models;
import dev.gepaserver.llm.ScriptedModels;
import dev.gepaserver.outbound.LoopbackOutbound;
import dev.gepaserver.outbound.Outbound;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

class WiringTest {

  @Test
  void findsEverySystemAndEvaluatorAmongTheBeans() {
    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      context.registerBean(Models.class, () -> new ScriptedModels(messages -> ""));
      context.registerBean(Outbound.class, LoopbackOutbound::create);
      context.registerBean(Corpora.class, KnownCorpora::new);
      context.scan("dev.gepaserver.system", "dev.gepaserver.evaluation");

      context.refresh();

      assertThat(context.getBeansOfType(SystemType.class).values())
          .extracting(SystemType::name)
          .containsExactlyInAnyOrder("agent", "artifact", "http", "pipeline", "prompt");
      assertThat(context.getBean(Systems.class).needsEvaluator(new ArtifactSystem.Spec("artifact")))
          .isTrue();
      assertThat(
              context.getBean(Evaluators.class).make(EvaluatorFixture.read("{'type':'numeric'}")))
          .isNotNull();
    }
  }

  @Test
  void refusesTwoSystemsOfOneName() {
    assertThatThrownBy(() -> new Systems(List.of(new ArtifactSystem(), new ArtifactSystem())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("two entries of the catalogue of systems are named artifact");
  }
}
