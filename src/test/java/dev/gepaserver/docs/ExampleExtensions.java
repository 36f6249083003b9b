package dev.gepaserver.docs;

import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.Population;
import dev.gepaserver.engine.spi.ParentSelector;
import dev.gepaserver.engine.spi.RandomSource;
import dev.gepaserver.evaluation.Evaluation;
import dev.gepaserver.evaluation.Evaluator;
import dev.gepaserver.evaluation.EvaluatorSpec;
import dev.gepaserver.evaluation.EvaluatorType;
import dev.gepaserver.system.Answered;
import dev.gepaserver.system.JobFacts;
import dev.gepaserver.system.OneByOne;
import dev.gepaserver.system.Outcomes;
import dev.gepaserver.system.RolloutOutcome;
import dev.gepaserver.system.RolloutTask;
import dev.gepaserver.system.RunnableSystem;
import dev.gepaserver.system.SystemSpec;
import dev.gepaserver.system.SystemType;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * The examples of {@code docs/extending.md}; what stands between two markers stands in the page.
 */
final class ExampleExtensions {

  private ExampleExtensions() {}

  // begin evaluator
  /**
   * {@code word_limit}: 1 for an output of at most {@code maxWords} words, less the longer it is.
   */
  @Component
  static final class WordLimit implements EvaluatorType {

    record Spec(String type, int maxWords) implements EvaluatorSpec {}

    @Override
    public String name() {
      return "word_limit";
    }

    @Override
    public EvaluatorSpec read(Fields fields) {
      return new Spec(name(), fields.whole("maxWords", 100, 1, 100_000));
    }

    @Override
    public Evaluator make(EvaluatorSpec spec) {
      int most = ((Spec) spec).maxWords();
      return (input, scope) -> {
        int words = input.outputText().strip().split("\\s+").length;
        double score = Math.min(1.0, (double) most / words);
        return Evaluation.of(score, "%d words, at most %d are wanted.".formatted(words, most));
      };
    }
  }

  // end evaluator

  // begin system
  /**
   * {@code glossary}: answers from the candidate itself, which holds lines {@code term = answer}.
   */
  @Component
  static final class Glossary implements SystemType {

    record Spec(String type, String component) implements SystemSpec {}

    @Override
    public String name() {
      return "glossary";
    }

    @Override
    public boolean needsEvaluator() {
      return true;
    }

    @Override
    public SystemSpec read(Fields fields, Set<String> components) {
      String first = components.isEmpty() ? "" : components.iterator().next();
      return new Spec(name(), fields.choice("component", first, components));
    }

    @Override
    public RunnableSystem make(SystemSpec spec, @Nullable Evaluator evaluator, JobFacts facts) {
      Evaluator scores = Objects.requireNonNull(evaluator, "a glossary does not score itself");
      return new OneByOne(task -> rollOut(task, ((Spec) spec).component(), scores));
    }

    private static RolloutOutcome rollOut(RolloutTask task, String component, Evaluator scores) {
      String term = task.example().data().path("input").asString("");
      JsonNode output =
          Json.tree(
              task.texts()
                  .text(component)
                  .lines()
                  .filter(line -> line.startsWith(term + " = "))
                  .map(line -> line.substring(term.length() + 3))
                  .findFirst()
                  .orElse("unknown"));
      Answered answered = new Answered(output, null, 0, 0, 1);
      return Outcomes.evaluated(task, answered, output, scores);
    }
  }

  // end system

  // begin strategy
  /** {@code newest}: always goes on from the candidate that was accepted last. */
  static final class NewestSelector implements ParentSelector {

    @Override
    public int select(Population population, RandomSource random) {
      return population.size() - 1;
    }
  }
  // end strategy
}
