package dev.gepaserver.llm.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.engine.Optimizer;
import dev.gepaserver.engine.Root;
import dev.gepaserver.engine.SearchState;
import dev.gepaserver.engine.StepOutcome;
import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.DataSizes;
import dev.gepaserver.engine.model.PromptOptions;
import dev.gepaserver.engine.model.ProposalStatus;
import dev.gepaserver.engine.model.ReflectionOptions;
import dev.gepaserver.engine.model.ReflectionOutcome;
import dev.gepaserver.engine.model.ReflectionRecord;
import dev.gepaserver.engine.model.Rollout;
import dev.gepaserver.engine.model.SearchOptions;
import dev.gepaserver.engine.model.Spent;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.Stage;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.model.Verdict;
import dev.gepaserver.engine.spi.ReflectionDialogue;
import dev.gepaserver.engine.spi.ReflectionReply;
import dev.gepaserver.engine.spi.Reflector;
import dev.gepaserver.engine.spi.RolloutBatch;
import dev.gepaserver.engine.spi.RolloutRunner;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Provider;
import dev.gepaserver.llm.ProviderSettings;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;

/** What the search makes of the bundled job, without the service around it. */
class BundledJobSearchTest {

  private static final String COMPONENT = "system_prompt";

  private final Provider provider =
      new SimulatedProviderType()
          .open(
              "simulated",
              new Binder(new MapConfigurationPropertySource(Map.of()))
                  .bindOrCreate("settings", ProviderSettings.class));
  private final JsonNode job =
      Json.parse(
          new ClassPathResource("demo/ticket-routing.json")
              .getContentAsString(StandardCharsets.UTF_8));

  BundledJobSearchTest() throws IOException {}

  private record Run(SearchState end, List<ProposalStatus> proposals) {}

  @Test
  void findsAPromptThatAlsoSolvesTicketsItNeverSaw() {
    Run run = search(BigInteger.ZERO);

    assertThat(run.end().candidates().getFirst().average()).isZero();
    assertThat(run.end().best().average()).isGreaterThan(0.8);
    assertThat(share("testset", run.end().best().texts())).isGreaterThan(0.8);
  }

  @Test
  void takesManySmallStepsAndRejectsSome() {
    Run run = search(BigInteger.ZERO);

    assertThat(run.end().candidates()).hasSizeGreaterThan(6);
    assertThat(run.proposals()).contains(ProposalStatus.REJECTED, ProposalStatus.ACCEPTED);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void improvesMuchWhateverTheSeedOfTheSearch(long seed) {
    Run run = search(BigInteger.valueOf(seed));

    assertThat(run.end().best().average()).isGreaterThan(0.7);
  }

  private Run search(BigInteger seed) {
    JsonNode limits = job.get("budget");
    Budget budget =
        Budget.builder()
            .maxRollouts(limits.get("maxRollouts").intValue())
            .targetScore(limits.get("targetScore").doubleValue())
            .build();
    SearchOptions options =
        SearchOptions.within(budget)
            .withSeed(seed)
            .withReflection(
                ReflectionOptions.DEFAULT.withPrompts(
                    PromptOptions.DEFAULT.withObjective(job.get("objective").stringValue())));
    DataSizes sizes = new DataSizes(job.get("trainset").size(), job.get("valset").size());
    Optimizer optimizer = new Optimizer(runner(), reflector());
    List<ProposalStatus> proposals = new ArrayList<>();

    Texts texts =
        Texts.of(Map.of(COMPONENT, job.get("seedCandidate").get(COMPONENT).stringValue()));
    SearchState state =
        optimizer.begin(SearchState.empty(options, sizes), List.of(Root.of(texts))).next();
    while (Optimizer.verdict(state, Spent.NOTHING) instanceof Verdict.GoOn) {
      StepOutcome step = optimizer.step(state);
      step.report().proposals().forEach(p -> proposals.add(p.status()));
      state = step.next();
    }
    return new Run(state, proposals);
  }

  private RolloutRunner runner() {
    return (int iteration, Stage stage, List<RolloutBatch> batches) ->
        batches.stream()
            .map(batch ->
                batch.examples().stream()
                    .map(i -> rollOut(batch.texts(), set(batch.split()).get(i)))
                    .toList())
            .toList();
  }

  private Reflector reflector() {
    return (int iteration, List<ReflectionDialogue> dialogues) -> {
      List<ReflectionOutcome> outcomes = new ArrayList<>();
      for (ReflectionDialogue dialogue : dialogues) {
        outcomes.add(
            dialogue.hold((attempt, conversation) ->
                new ReflectionReply.Answered(
                    ask(
                        "reflector",
                        conversation.stream()
                            .map(m -> new ChatMessage(m.role().wireName(), m.content()))
                            .toList()),
                    ReflectionReply.Finish.STOP)));
      }
      return outcomes;
    };
  }

  private Rollout rollOut(Texts texts, JsonNode ticket) {
    String output =
        ask(
            "worker",
            List.of(
                new ChatMessage("system", texts.text(COMPONENT)),
                new ChatMessage("user", ticket.get("input").stringValue())));
    String expected = ticket.get("answer").stringValue();
    boolean right = output.equals(expected);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("Inputs", ticket.get("input").stringValue());
    values.put("Generated Outputs", output);
    values.put(
        "Feedback",
        "%s The expected answer is: %s\n%spolicy: %s"
            .formatted(
                right ? "Correct." : "Wrong.",
                expected,
                right ? "" : "The whole output has to be exactly that.\n",
                ticket.get("additionalContext").get("policy").stringValue()));
    return new Rollout(
        right ? 1 : 0,
        Collections.emptySortedMap(),
        Map.of(COMPONENT, new ReflectionRecord(values)));
  }

  private double share(String set, Texts texts) {
    return job.get(set).values().stream()
        .mapToDouble(ticket -> rollOut(texts, ticket).score())
        .average()
        .orElseThrow();
  }

  private JsonNode set(Split split) {
    return job.get(split == Split.TRAIN ? "trainset" : "valset");
  }

  private String ask(String model, List<ChatMessage> messages) {
    try {
      return provider
          .ask(new ModelRef("simulated", model, null, null, null, null, null), messages, 1)
          .text();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
