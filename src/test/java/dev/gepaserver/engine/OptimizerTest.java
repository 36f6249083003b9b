package dev.gepaserver.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.engine.SmallSearches.Run;
import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.engine.model.Choice;
import dev.gepaserver.engine.model.DataSizes;
import dev.gepaserver.engine.model.IterationReport;
import dev.gepaserver.engine.model.Message;
import dev.gepaserver.engine.model.Origin;
import dev.gepaserver.engine.model.PromptOptions;
import dev.gepaserver.engine.model.Proposal;
import dev.gepaserver.engine.model.ProposalStatus;
import dev.gepaserver.engine.model.ReflectionOptions;
import dev.gepaserver.engine.model.ReflectionOutcome.AttemptStatus;
import dev.gepaserver.engine.model.SearchException;
import dev.gepaserver.engine.model.SearchOptions;
import dev.gepaserver.engine.model.StrategyOptions;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.model.ValScores;
import dev.gepaserver.engine.model.Verdict;
import dev.gepaserver.engine.spi.ReflectionReply;
import dev.gepaserver.engine.spi.ReflectionReply.Answered;
import dev.gepaserver.engine.spi.ReflectionReply.Failed;
import dev.gepaserver.engine.spi.ReflectionReply.Finish;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The search at its edges, in a world that the test makes. */
class OptimizerTest {

  private static final Texts SEED = Texts.of(Map.of("main", "seed {{name}}"));

  private final ScriptedWorld world = new ScriptedWorld();

  static Stream<ReflectionReply> uselessReplies() {
    return Stream.of(
        new Answered("I cannot help with that.", Finish.REFUSED),
        new Answered("<think>What about ```this {{name}}```?</think>", Finish.STOP),
        new Answered("```\nnew {{name}}, but cut", Finish.LENGTH),
        new Answered("", Finish.STOP),
        new Answered("new {{name}} without a fence", Finish.STOP),
        new Answered("```\nthe placeholder is gone\n```", Finish.STOP),
        new Failed("context too long"));
  }

  @ParameterizedTest
  @MethodSource("uselessReplies")
  void neverAdoptsAUselessReplyAndFailsAfterFiveSuchIterations(ReflectionReply reply) {
    world.replies = (attempt, conversation) -> reply;

    Run run = run(upToIterations(20), new DataSizes(4, 2));

    assertThat(run.end().candidates()).hasSize(1);
    assertThat(run.end().iterations()).isEqualTo(5);
    assertThat(run.verdict())
        .isEqualTo(
            new Verdict.Fail(
                SearchException.REFLECTION_FAILING,
                "Every reflection of the last 5 iterations failed"));
    Proposal proposal = run.reports().getLast().proposals().getFirst();
    assertThat(proposal.status()).isEqualTo(ProposalStatus.FAILED);
    assertThat(proposal.reason()).isNotBlank();
    assertThat(proposal.reflections().getFirst().attempts())
        .hasSize(reply instanceof Failed ? 1 : 3);
  }

  @Test
  void asksAgainWithTheUnusableReplyAndTheReason() {
    world.replies =
        (attempt, conversation) ->
            new Answered(attempt < 3 ? "```\nno\n```" : "```\nnew {{ name }}\n```", Finish.STOP);

    Run run = run(upToIterations(1), new DataSizes(3, 2));

    assertThat(world.conversations).hasSize(3);
    List<Message> last = world.conversations.getLast();
    assertThat(last).hasSize(5);
    assertThat(last.get(3)).isEqualTo(Message.assistant("```\nno\n```"));
    assertThat(last.get(4).content()).contains("These placeholders are missing: {{name}}.");
    assertThat(run.reports().getLast().proposals().getFirst().reflections().getFirst().attempts())
        .extracting(attempt -> attempt.status())
        .containsExactly(AttemptStatus.UNUSABLE, AttemptStatus.UNUSABLE, AttemptStatus.USED);
    assertThat(run.end().best().texts().text("main")).isEqualTo("new {{ name }}");
  }

  @Test
  void forgetsFailedReflectionsAfterOneThatWorked() {
    int[] asked = {0};
    world.replies =
        (attempt, conversation) ->
            asked[0]++ % 5 == 4
                ? ScriptedWorld.text("v" + asked[0] + " {{name}}")
                : new Failed("no");

    Run run = run(upToIterations(23), new DataSizes(3, 2));

    assertThat(run.end().iterations()).isEqualTo(23);
    assertThat(run.end().checkpoint().failedReflections()).isEqualTo(3);
    assertThat(run.end().checkpoint().withFailuresForgotten().failedReflections()).isZero();
  }

  @Test
  void showsTheLastRejectedTextsOfTheSameParent() {
    world.scores = (texts, example) -> texts.equals(SEED) ? 0.5 : 0.1;
    world.replies =
        (attempt, conversation) ->
            ScriptedWorld.text("try " + world.conversations.size() + " {{name}}");
    PromptOptions prompts = PromptOptions.DEFAULT.withTemplate("<curr_param><side_info><rejected>");

    run(
        upToIterations(4)
            .withReflection(ReflectionOptions.DEFAULT.withPrompts(prompts.withShowRejected(2))),
        new DataSizes(3, 2));

    assertThat(world.prompt(0)).contains("None yet.");
    assertThat(world.prompt(3))
        .contains("try 2 {{name}}", "try 3 {{name}}")
        .doesNotContain("try 1 {{name}}")
        .contains("added up to 0.30000000000000004, those of the current text to 1.5");
  }

  @Test
  void skipsAChildThatEqualsACandidate() {
    world.replies = (attempt, conversation) -> ScriptedWorld.text("seed {{name}}");

    Run skipped = run(upToIterations(1), new DataSizes(3, 2));
    Run kept = run(upToIterations(1).withSkipDuplicates(false), new DataSizes(3, 2));

    assertThat(statusOf(skipped)).isEqualTo(ProposalStatus.SKIPPED);
    assertThat(skipped.end().rollouts()).isEqualTo(2 + 3);
    assertThat(statusOf(kept)).isEqualTo(ProposalStatus.REJECTED);
    assertThat(kept.end().rollouts()).isEqualTo(2 + 3 + 3);
  }

  @Test
  void skipsAPerfectParentWithoutMovingItsCursor() {
    world.scores = (texts, example) -> 1;

    Run run = run(upToIterations(2), new DataSizes(3, 2));

    assertThat(statusOf(run)).isEqualTo(ProposalStatus.SKIPPED);
    assertThat(world.conversations).isEmpty();
    assertThat(run.end().rollouts()).isEqualTo(2 + 3 + 3);
  }

  @Test
  void skipsATaskWithoutRecords() {
    world.records = false;

    Run run = run(upToIterations(1), new DataSizes(3, 2));

    assertThat(statusOf(run)).isEqualTo(ProposalStatus.SKIPPED);
    assertThat(run.end().checkpoint().failedReflections()).isZero();
  }

  @Test
  void searchesWithOneExampleOfEachKind() {
    Run run = run(upToIterations(6), new DataSizes(1, 1));

    assertThat(run.end().candidates()).hasSize(7);
    assertThat(run.reports().getLast().proposals().getFirst().minibatch())
        .isEqualTo(List.of(0, 0, 0));
    assertThat(run.end().rollouts()).isEqualTo(1 + 6 * (3 + 3 + 1));
  }

  @Test
  void walksComponentsInTheSeedsOrder() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("zeta", "z");
    texts.put("alpha", "a");
    texts.put("mid", "m");
    world.scores = (candidate, example) -> 0.5;

    Run run = run(empty(upToIterations(4), new DataSizes(3, 2)), List.of(Root.of(Texts.of(texts))));

    assertThat(run.reports().stream().skip(1).map(r -> r.proposals().getFirst().components()))
        .containsExactly(List.of("zeta"), List.of("alpha"), List.of("mid"), List.of("zeta"));
  }

  @Test
  void beginsAForkWithItsRoots() {
    Texts other = Texts.of(Map.of("main", "other {{name}}"));
    SearchState empty = empty(upToIterations(1), new DataSizes(3, 2));

    StepOutcome outcome =
        new Optimizer(world, world)
            .begin(
                empty,
                List.of(new Root(SEED, ValScores.of(0.1, 0.9)), Root.of(other), Root.of(SEED)));

    assertThat(outcome.next().rollouts()).isEqualTo(4);
    assertThat(outcome.added()).extracting(Candidate::discoveredAt).containsExactly(0L, 0L, 2L);
    assertThat(outcome.added()).allMatch(c -> c.origin() == Origin.SEED && c.parents().isEmpty());
    assertThat(outcome.added().getFirst().average()).isEqualTo(0.5);
    assertThat(world.stages).isEqualTo(List.of("seed 1 on val [0, 1]", "seed 2 on val [0, 1]"));
  }

  @Test
  void refusesRootsThatDoNotFit() {
    Optimizer optimizer = new Optimizer(world, world);
    SearchState empty = empty(upToIterations(1), new DataSizes(3, 2));
    Root odd = Root.of(Texts.of(Map.of("odd", "text")));
    Root partly = new Root(SEED, ValScores.of(1));

    assertThatThrownBy(() -> optimizer.begin(empty, List.of()))
        .hasMessageContaining("at least one");
    assertThatThrownBy(() -> optimizer.begin(empty, List.of(Root.of(SEED), odd)))
        .hasMessageContaining("the same components");
    assertThatThrownBy(() -> optimizer.begin(empty, List.of(partly)))
        .hasMessageContaining("every validation example");
  }

  @Test
  void failsWhereTheFrontierNeedsObjectivesAndThereAreNone() {
    StrategyOptions d = StrategyOptions.DEFAULT;
    StrategyOptions hybrid =
        new StrategyOptions(
            d.candidateSelector(),
            d.minibatchSampler(),
            d.componentSelector(),
            Choice.of("hybrid"),
            d.acceptance(),
            d.sampling(),
            d.selection());

    assertThatThrownBy(() -> run(upToIterations(1).withStrategies(hybrid), new DataSizes(3, 2)))
        .isInstanceOfSatisfying(
            SearchException.class, e -> assertThat(e.code()).isEqualTo("objectives-missing"))
        .hasMessage("The frontier hybrid needs objective scores, but the evaluator gave none");
  }

  @Test
  void countsOnlyWhatTheCacheDoesNotKnowWhereTheTrainingSetServesAsBoth() {
    Run run = run(upToIterations(1).withCacheEvaluations(true), new DataSizes(4, 0));

    assertThat(run.end().rollouts()).isEqualTo(4 + 3 + 3 + 1);
    assertThat(world.stages.getLast()).startsWith("validation 1 on train");
    assertThat(run.end().candidates().getLast().discoveredAt()).isEqualTo(10);
  }

  @Test
  void asksForTheStagesOfAnIterationInOrder() {
    run(upToIterations(1), new DataSizes(3, 2));

    assertThat(world.stages.stream().map(stage -> stage.split(" on ")[0]))
        .containsExactly("seed 0", "parent 0", "child null", "validation 1");
  }

  private static ProposalStatus statusOf(Run run) {
    IterationReport last = run.reports().getLast();
    return last.proposals().getFirst().status();
  }

  private static SearchOptions upToIterations(int iterations) {
    return SearchOptions.within(Budget.builder().maxIterations(iterations).build());
  }

  private static SearchState empty(SearchOptions options, DataSizes sizes) {
    return SearchState.empty(options, sizes);
  }

  private Run run(SearchOptions options, DataSizes sizes) {
    return run(empty(options, sizes), List.of(Root.of(SEED)));
  }

  private Run run(SearchState empty, List<Root> roots) {
    Optimizer optimizer = new Optimizer(world, world);
    return SmallSearches.run(empty, roots, optimizer, new RowStore(), UnaryOperator.identity());
  }
}
