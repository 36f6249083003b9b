package dev.gepaserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.engine.model.IterationKind;
import dev.gepaserver.engine.model.IterationReport;
import dev.gepaserver.engine.model.Proposal;
import dev.gepaserver.engine.model.ProposalStatus;
import dev.gepaserver.engine.model.Spent;
import dev.gepaserver.engine.model.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Holds the search against recorded runs, decision by decision. */
class TraceTest {

  static List<String> traces() {
    return Trace.names();
  }

  @ParameterizedTest
  @MethodSource("traces")
  void takesTheRecordedDecisions(String name) {
    Trace trace = Trace.named(name);
    TraceWorld world = new TraceWorld(trace);

    Run run = run(trace, new Optimizer(world, world), UnaryOperator.identity(), new RowStore());

    assertThatItIsAsRecorded(run, trace);
  }

  @ParameterizedTest
  @MethodSource("traces")
  void takesTheRecordedDecisionsWhenRestoredFromRowsAfterEveryIteration(String name) {
    Trace trace = Trace.named(name);
    TraceWorld world = new TraceWorld(trace);
    RowStore store = new RowStore();

    Run run = run(trace, new Optimizer(store.noting(world), world), store::restored, store);

    assertThatItIsAsRecorded(run, trace);
  }

  private record Run(SearchState end, List<IterationReport> reports) {}

  private static Run run(
      Trace trace, Optimizer optimizer, UnaryOperator<SearchState> between, RowStore store) {
    SearchState empty = SearchState.empty(trace.options(), trace.sizes());
    StepOutcome outcome = optimizer.begin(empty, List.of(Root.of(trace.seed())));
    store.keep(outcome);
    SearchState state = between.apply(outcome.next());
    List<IterationReport> reports = new ArrayList<>();
    while (Optimizer.verdict(state, Spent.NOTHING) instanceof Verdict.GoOn) {
      outcome = optimizer.step(state);
      store.keep(outcome);
      reports.add(outcome.report());
      state = between.apply(outcome.next());
    }
    return new Run(state, reports);
  }

  private static void assertThatItIsAsRecorded(Run run, Trace trace) {
    JsonNode expected = trace.expected();
    JsonNode iterations = expected.get("iterations");
    for (int i = 0; i < Math.min(iterations.size(), run.reports().size()); i++) {
      assertThatIterationIsAsRecorded(run.reports().get(i), iterations.get(i));
    }
    assertThat(run.reports()).hasSize(iterations.size());
    JsonNode candidates = expected.get("candidates");
    assertThat(run.end().candidates()).hasSize(candidates.size());
    for (int i = 0; i < candidates.size(); i++) {
      assertThatCandidateIsAsRecorded(run.end().candidates().get(i), candidates.get(i));
    }
    assertThat(run.end().best().index()).isEqualTo(expected.get("best").asInt());
    assertThat(run.end().rollouts()).isEqualTo(expected.get("metricCalls").asLong());
  }

  private static void assertThatIterationIsAsRecorded(IterationReport report, JsonNode expected) {
    int number = expected.get("iteration").asInt();
    assertThat(report.iteration()).isEqualTo(number);
    List<Integer> accepted =
        report.proposals().stream()
            .filter(proposal -> proposal.status() == ProposalStatus.ACCEPTED)
            .map(Proposal::candidate)
            .sorted()
            .toList();
    assertThat(accepted)
        .as("accepted in %s", number)
        .isEqualTo(Trace.ints(expected.get("accepted")));
    JsonNode merge = expected.get("merge");
    if (merge != null && !merge.isNull()) {
      assertThat(report.kind()).as("kind of %s", number).isEqualTo(IterationKind.MERGE);
      Proposal proposal = report.proposals().getFirst();
      assertThat(proposal.parents()).isEqualTo(Trace.ints(merge.get("parents")));
      assertThat(proposal.status() == ProposalStatus.ACCEPTED)
          .as("merge of %s accepted", number)
          .isEqualTo(merge.get("accepted").asBoolean());
      return;
    }
    assertThat(report.kind()).as("kind of %s", number).isEqualTo(IterationKind.MUTATION);
    assertThat(report.proposals().stream().map(p -> p.parents().getFirst()).toList())
        .as("parents of %s", number)
        .isEqualTo(Trace.ints(expected.get("parents")));
    List<List<Integer>> minibatches = new ArrayList<>();
    expected.get("minibatches").forEach(minibatch -> minibatches.add(Trace.ints(minibatch)));
    assertThat(report.proposals().stream().map(Proposal::minibatch).toList())
        .as("minibatches of %s", number)
        .isEqualTo(minibatches);
    assertThat(
            report.proposals().stream().filter(p -> p.status() == ProposalStatus.REJECTED).count())
        .as("rejected in %s", number)
        .isEqualTo(expected.get("rejected").asLong());
  }

  private static void assertThatCandidateIsAsRecorded(Candidate candidate, JsonNode expected) {
    int index = candidate.index();
    assertThat(candidate.texts()).isEqualTo(Trace.texts(expected.get("components")));
    assertThat(candidate.parents()).isEqualTo(Trace.ints(expected.get("parents")));
    assertThat(Arrays.stream(candidate.valScores().scores()).boxed().toList())
        .as("scores of %s", index)
        .isEqualTo(Trace.doubles(expected.get("valScores")));
    assertThat(candidate.average()).isEqualTo(expected.get("valScore").asDouble());
    assertThat(candidate.discoveredAt())
        .as("discovery of %s", index)
        .isEqualTo(expected.get("discoveredAt").asLong());
  }
}
