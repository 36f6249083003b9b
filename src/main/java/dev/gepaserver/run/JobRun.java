package dev.gepaserver.run;

import dev.gepaserver.archive.ArchiveWriter.NewEvent;
import dev.gepaserver.archive.IterationRows;
import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import dev.gepaserver.engine.Optimizer;
import dev.gepaserver.engine.SearchState;
import dev.gepaserver.engine.StepOutcome;
import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.engine.model.PairedComparison;
import dev.gepaserver.engine.model.ReflectionOutcome;
import dev.gepaserver.engine.model.SearchException;
import dev.gepaserver.engine.model.StopReason;
import dev.gepaserver.engine.model.Sums;
import dev.gepaserver.engine.model.Verdict;
import dev.gepaserver.job.PauseReason;
import dev.gepaserver.job.TestDetails;
import dev.gepaserver.journal.ReplayDivergedException;
import dev.gepaserver.journal.RunStoppedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of one job, from its claim to its end: iteration after iteration, each committed before
 * the next begins. No transaction is open while it waits for the outside.
 */
final class JobRun {

  /** How a run ended. */
  enum End {
    /** The job ended or was paused; there is nothing more to run. */
    SETTLED,
    /**
     * Another run goes on: because the node goes down, or because it has the lease already, in
     * which case handing the job back has no effect.
     */
    HANDED_BACK
  }

  private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);

  private final RunSite site;
  private final Supplier<SearchParts> preparation;
  // For the message of a job whose reflections fail; a run that took the job up after its last
  // iteration goes without.
  private String lastReflection = "";

  /**
   * Makes one.
   *
   * @param preparation makes ready for the search; may ask the outside, and so may fail as the
   *     search may
   */
  JobRun(RunSite site, Supplier<SearchParts> preparation) {
    this.site = site;
    this.preparation = preparation;
  }

  /**
   * Runs until the job has ended, is stopped or is handed back.
   *
   * @throws RuntimeException where something failed that is nobody's decision; the run may be tried
   *     again
   */
  End run() {
    try {
      return run(preparation.get());
    } catch (RunStoppedException e) {
      return site.journal().unwritten().map(this::unwritten).orElseGet(this::halted);
    } catch (CallFailedException.Outage e) {
      return settle(ending -> ending.paused(PauseReason.OUTAGE));
    } catch (CallFailedException.Hopeless e) {
      return failed(e.code(), String.valueOf(e.getMessage()));
    } catch (RunFailedException e) {
      return failed(e.code(), String.valueOf(e.getMessage()));
    } catch (ReplayDivergedException e) {
      return failed("replay-diverged", String.valueOf(e.getMessage()));
    } catch (StorageFailedException e) {
      return unwritten(e);
    } finally {
      site.control().close();
    }
  }

  private End run(SearchParts parts) {
    try {
      SearchState state = search(parts);
      return switch (verdict(state)) {
        case Verdict.Stop(StopReason reason) -> completed(parts, state, reason);
        case Verdict.Fail(String code, String detail) ->
            failed(code, detail + lastWords(code, parts));
        case Verdict.GoOn() ->
            throw new IllegalStateException("the search ended without a verdict");
      };
    } catch (SearchException e) {
      return failed(e.code(), e.detail() + lastWords(e.code(), parts));
    }
  }

  private String lastWords(String code, SearchParts parts) {
    return switch (code) {
      case SearchException.ROLLOUTS_FAILING -> parts.runner().lastFailure();
      case SearchException.REFLECTION_FAILING -> lastReflection;
      default -> "";
    };
  }

  /** No limit of money can be kept once a cost is unknown. */
  private Verdict verdict(SearchState state) {
    Budget budget = state.options().budget();
    return site.purse().hides(budget)
        ? new Verdict.Fail("cost-unknown", site.unknownCost(budget.maxCostNanos() == null))
        : Optimizer.verdict(state, site.purse().spent());
  }

  private SearchState search(SearchParts parts) {
    Optimizer optimizer = parts.optimizer();
    SearchState state = parts.saved();
    if (state == null) {
      state = commit(optimizer.begin(parts.empty(), parts.roots()));
    }
    while (verdict(state) instanceof Verdict.GoOn) {
      site.control().goOn();
      state = commit(optimizer.step(state));
    }
    return state;
  }

  private SearchState commit(StepOutcome outcome) {
    SearchState next = outcome.next();
    outcome.report().proposals().stream()
        .flatMap(proposal -> proposal.reflections().stream())
        .map(ReflectionOutcome::reason)
        .filter(Objects::nonNull)
        .reduce((first, second) -> second)
        .ifPresent(reason -> lastReflection = ". The last one: " + reason);
    IterationRows rows =
        new IterationRows(
            outcome.report(),
            outcome.added(),
            outcome.cursors(),
            outcome.frontChanges(),
            outcome.merges(),
            outcome.newOrder(),
            next.checkpoint());
    Candidate best = next.best();
    site.commit(
        rows,
        events(outcome, best, warnings(outcome)),
        next.candidates().size(),
        best,
        next.candidates().getFirst());
    LOG.debug("Job {}: iteration {} committed", site.jobId(), outcome.report().iteration());
    return next;
  }

  private List<NewEvent> warnings(StepOutcome outcome) {
    return BudgetWarnings.of(
        outcome.report(),
        outcome.next().options().budget(),
        site.purse().beforeIteration(),
        site.purse().afterIteration());
  }

  private static List<NewEvent> events(
      StepOutcome outcome, Candidate best, List<NewEvent> warnings) {
    int iteration = outcome.report().iteration();
    List<NewEvent> events = new ArrayList<>();
    for (Candidate candidate : outcome.added()) {
      events.add(
          new NewEvent(
              "candidate.accepted",
              iteration,
              Json.object()
                  .put("index", candidate.index())
                  .put("origin", candidate.origin().wireName())
                  .put("valScore", candidate.average())));
    }
    if (!outcome.frontChanges().isEmpty()) {
      events.add(
          new NewEvent(
              "frontier.changed",
              iteration,
              Json.object().put("changes", outcome.frontChanges().size())));
    }
    events.addAll(warnings);
    events.add(
        new NewEvent(
            "iteration.finished",
            iteration,
            Json.object()
                .put("kind", outcome.report().kind().wireName())
                .put("rollouts", outcome.report().rolloutsAfter())
                .put("bestCandidate", best.index())
                .put("bestScore", best.average())));
    return events;
  }

  private End completed(SearchParts parts, SearchState state, StopReason reason) {
    site.purse().searchEnded();
    Consumer<RunSite.Ending> tested = parts.hasTestset() ? test(parts, state) : ending -> {};
    return settle(ending -> {
      tested.accept(ending);
      ending.completed(reason);
    });
  }

  private Consumer<RunSite.Ending> test(SearchParts parts, SearchState state) {
    int iteration = state.iterations();
    Candidate seed = state.candidates().getFirst();
    Candidate best = state.best();
    double[] before = parts.runner().test(iteration, 0, seed.index(), seed.texts());
    double[] after =
        best.index() == seed.index()
            ? before
            : parts.runner().test(iteration, 1, best.index(), best.texts());
    PairedComparison comparison = PairedComparison.of(before, after, state.options().seed());
    TestDetails details = site.details(seed, best, parts.runner().worse(before, after));
    return ending -> ending.tested(mean(before), mean(after), comparison, details);
  }

  private static double mean(double[] scores) {
    return Sums.of(scores) / scores.length;
  }

  private End failed(String code, String detail) {
    LOG.warn("Job {} fails: {}: {}", site.jobId(), code, detail);
    return settle(ending -> ending.failed(code, detail));
  }

  private End unwritten(StorageFailedException failure) {
    return failed("storage-failed", String.valueOf(failure.getMessage()));
  }

  private End halted() {
    RunControl.Halt why = site.control().halted();
    return switch (why) {
      case CANCEL -> settle(RunSite.Ending::cancelled);
      case PAUSE -> settle(ending -> ending.paused(PauseReason.REQUESTED));
      case SHUTDOWN -> handedBack();
      case FENCED, FAILURE, OUTAGE -> End.HANDED_BACK;
      case null -> End.HANDED_BACK;
    };
  }

  private End handedBack() {
    site.control().close();
    try {
      site.handBack();
    } catch (RunStoppedException e) {
      LOG.info("Job {} is left to whoever takes it over: {}", site.jobId(), e.getMessage());
    }
    return End.HANDED_BACK;
  }

  private End settle(Consumer<RunSite.Ending> ending) {
    // Nothing is journaled any more once the job is settled.
    site.control().close();
    try {
      site.settle(ending);
      return End.SETTLED;
    } catch (RunStoppedException e) {
      LOG.info("Job {} could not be settled: {}", site.jobId(), e.getMessage());
      return End.HANDED_BACK;
    }
  }
}
