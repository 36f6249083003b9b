package dev.gepaserver.docs;

import static dev.gepaserver.evaluation.EvaluatorFixture.example;
import static dev.gepaserver.evaluation.EvaluatorFixture.input;
import static dev.gepaserver.evaluation.EvaluatorFixture.json;
import static dev.gepaserver.evaluation.EvaluatorFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.docs.ExampleExtensions.Glossary;
import dev.gepaserver.docs.ExampleExtensions.NewestSelector;
import dev.gepaserver.docs.ExampleExtensions.WordLimit;
import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.engine.model.Frontier;
import dev.gepaserver.engine.model.Origin;
import dev.gepaserver.engine.model.Population;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.Stage;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.model.ValScores;
import dev.gepaserver.engine.spi.RandomSource;
import dev.gepaserver.evaluation.Evaluation;
import dev.gepaserver.evaluation.EvaluatorSpec;
import dev.gepaserver.evaluation.Evaluators;
import dev.gepaserver.journal.InMemoryJournal;
import dev.gepaserver.system.JobFacts;
import dev.gepaserver.system.RolloutOutcome;
import dev.gepaserver.system.RolloutTask;
import dev.gepaserver.system.SystemSpec;
import dev.gepaserver.system.Systems;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtendingTest {

  private final InMemoryJournal journal = new InMemoryJournal();
  private final Faults faults = new Faults();

  @ParameterizedTest
  @ValueSource(strings = {"evaluator", "system", "strategy"})
  void showsTheCodeThatIsCompiledHere(String name) throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/dev/gepaserver/docs/ExampleExtensions.java"));
    String page = Files.readString(Path.of("docs/extending.md"));
    String region = between(source, "// begin " + name + "\n", "// end " + name);

    String shown = between(page, "<!-- example: " + name + " -->\n```java\n", "```\n");

    assertThat(shown).isEqualTo(region.stripIndent().strip() + "\n");
  }

  @Test
  void findsTheEvaluatorOfThePageByItsName() {
    Evaluators evaluators = new Evaluators(List.of(new WordLimit()));

    EvaluatorSpec spec =
        evaluators.read(
            Fields.of(json("{'evaluator':{'type':'word_limit','maxWords':2}}"), "", faults),
            "evaluator");
    Evaluation evaluation =
        evaluators.make(spec).evaluate(input("{}", "'one two three four'"), journal.scope());

    assertThat(faults.all()).isEmpty();
    assertThat(evaluation).isEqualTo(Evaluation.of(0.5, "4 words, at most 2 are wanted."));
  }

  @Test
  void rollsTheSystemOfThePageOut() {
    Systems systems = new Systems(List.of(new Glossary()));
    Texts seed = texts("terms", "cat = meows\ndog = barks");

    SystemSpec spec =
        systems.read(
            Fields.of(json("{'system':{'type':'glossary'}}"), "", faults),
            "system",
            new LinkedHashSet<>(seed.names()));
    RolloutOutcome outcome =
        systems
            .make(
                spec,
                (input, scope) -> Evaluation.of(1, "It said " + input.outputText()),
                new JobFacts(journal.jobId(), seed, Duration.ofMinutes(1), 10))
            .rollOut(
                List.of(
                    new RolloutTask(
                        journal.scope(),
                        Stage.PARENT,
                        Split.TRAIN,
                        seed,
                        example("{'input':'dog'}"),
                        true)))
            .getFirst();

    assertThat(faults.all()).isEmpty();
    assertThat(outcome.records().get("terms").values())
        .containsEntry("Inputs", "dog")
        .containsEntry("Generated Outputs", "barks")
        .containsEntry("Feedback", "It said barks");
  }

  @Test
  void choosesAsTheStrategyOfThePageSays() {
    Population two = Population.of(List.of(candidate(0, 1.0), candidate(1, 0.5)), Frontier.empty());

    int parent = new NewestSelector().select(two, RandomSource.seeded(BigInteger.ZERO));

    assertThat(parent).isEqualTo(1);
  }

  private static Candidate candidate(int index, double score) {
    return new Candidate(
        index, texts("a", "" + index), List.of(), Origin.SEED, 0, 0, ValScores.of(score));
  }

  private static String between(String text, String begin, String end) {
    int from = text.indexOf(begin);
    int to = text.indexOf(end, from + begin.length());
    assertThat(from).as("'%s' stands in the text", begin).isNotNegative();
    assertThat(to).as("'%s' stands after it", end).isNotNegative();
    return text.substring(from + begin.length(), to);
  }
}
