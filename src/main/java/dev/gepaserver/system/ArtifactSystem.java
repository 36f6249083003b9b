package dev.gepaserver.system;

import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.evaluation.Evaluator;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * {@code artifact}: nothing is run; the candidate itself is the output, its text or, with several
 * components, an object of them.
 */
@Component
final class ArtifactSystem implements SystemType {

  @Override
  public String name() {
    return "artifact";
  }

  @Override
  public boolean needsEvaluator() {
    return true;
  }

  @Override
  public SystemSpec read(Fields fields, Set<String> components) {
    return new Spec(name());
  }

  @Override
  public RunnableSystem make(SystemSpec spec, @Nullable Evaluator evaluator, JobFacts facts) {
    if (evaluator == null) {
      throw new IllegalArgumentException("an artifact does not score itself");
    }
    return new OneByOne(task -> {
      JsonNode output = output(task.texts());
      return Outcomes.evaluated(task, new Answered(output, null, 0, 0, 1), output, evaluator);
    });
  }

  private static JsonNode output(Texts texts) {
    return texts.size() == 1
        ? Json.tree(texts.text(texts.names().getFirst()))
        : Json.tree(texts.asMap());
  }

  /** The specification: there is nothing to say. */
  record Spec(String type) implements SystemSpec {}
}
