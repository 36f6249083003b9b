package dev.gepaserver.engine;

import static dev.gepaserver.engine.Evaluator.onValidationSet;

import dev.gepaserver.engine.Evaluator.Evaluated;
import dev.gepaserver.engine.model.Budget;
import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.engine.model.DataSizes;
import dev.gepaserver.engine.model.IterationKind;
import dev.gepaserver.engine.model.Origin;
import dev.gepaserver.engine.model.Proposal.Ruling;
import dev.gepaserver.engine.model.ReflectionOptions;
import dev.gepaserver.engine.model.SearchException;
import dev.gepaserver.engine.model.SearchOptions;
import dev.gepaserver.engine.model.Spent;
import dev.gepaserver.engine.model.Stage;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.model.ValScores;
import dev.gepaserver.engine.model.Verdict;
import dev.gepaserver.engine.proposal.MergePlan;
import dev.gepaserver.engine.proposal.MergePlanner;
import dev.gepaserver.engine.spi.ComponentSelector.Picked;
import dev.gepaserver.engine.spi.Reflector;
import dev.gepaserver.engine.spi.RolloutBatch;
import dev.gepaserver.engine.spi.RolloutRunner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The search (arXiv 2507.19457, algorithm 1): {@link #begin}, then {@link #step} as long as {@link
 * #verdict} says so.
 *
 * <p>Each is a function from a state to the next one; effects are left to the two ports. A step
 * that throws, because a port did, has changed nothing and can be taken again. Safe for use by
 * several threads if the ports are.
 */
public final class Optimizer {

  private final Evaluator evaluator;
  private final Reflection reflection;

  /** An optimizer that asks these ports. */
  public Optimizer(RolloutRunner runner, Reflector reflector) {
    this.evaluator = new Evaluator(runner);
    this.reflection = new Reflection(reflector);
  }

  /**
   * Whether a hard budget allows the roots to be rolled out at all; always where it is not hard.
   *
   * @param roots how many are to be rolled out, at least 0
   */
  public static boolean seedFitsHardBudget(SearchOptions options, DataSizes sizes, int roots) {
    return HardBudget.fitsRoots(options, sizes, roots);
  }

  /**
   * Iteration 0: rolls out the roots on the validation set.
   *
   * @param empty a search that has not begun
   * @param roots the seed; or, in a fork, several, all with the same components
   * @throws SearchException where the frontier needs objective scores and there are none, or too
   *     many rollouts failed
   */
  public StepOutcome begin(SearchState empty, List<Root> roots) {
    checkRoots(empty, roots);
    Draft draft = new Draft(empty, 0);
    List<RolloutBatch> batches = new ArrayList<>();
    for (int i = 0; i < roots.size(); i++) {
      if (roots.get(i).known() == null) {
        batches.add(onValidationSet(empty.sizes(), i, i, roots.get(i).texts()));
      }
    }
    Iterator<Evaluated> answers = evaluator.throughCache(draft, Stage.SEED, batches).iterator();
    for (Root root : roots) {
      ValScores known = root.known();
      Evaluated scores = known == null ? answers.next() : Evaluated.known(known);
      draft.cacheRoot(add(draft, root.texts(), List.of(), Origin.SEED, scores));
    }
    checkObjectives(draft);
    return draft.finish(IterationKind.SEED, List.of());
  }

  /**
   * Whether another iteration begins. A wish to stop goes before a failure, and that before the
   * limits; of several limits reached the first in the order of {@link Budget} is named.
   *
   * @param state of a search that has begun
   * @param spent what the search has used up, as of now
   */
  public static Verdict verdict(SearchState state, Spent spent) {
    return StopRules.verdict(state, spent);
  }

  /**
   * One iteration: a merge, where one is due and can be put together, else reflective mutation.
   *
   * @param state of a search that has begun
   * @throws SearchException where too many rollouts failed
   */
  public StepOutcome step(SearchState state) {
    Draft draft = new Draft(state, state.iterations() + 1);
    draft.clearAcceptedInLastIteration();
    Optional<MergePlan> plan = state.mergeIsDue() ? planMerge(draft) : Optional.empty();
    return plan.isPresent() ? merge(draft, plan.get()) : mutate(draft);
  }

  private StepOutcome mutate(Draft draft) {
    List<MutationTask> tasks = TaskDrawing.tasks(draft);
    evaluator.parents(draft, tasks);
    chooseComponents(draft, tasks);
    reflection.reflect(draft, open(tasks));
    skipDuplicates(draft, open(tasks));
    evaluator.children(draft, open(tasks));
    accept(draft, open(tasks));
    List<MutationTask> selected = select(draft, open(tasks));
    validate(draft, selected);
    draft.letMergesFollow(selected.size());
    return draft.finish(
        IterationKind.MUTATION, tasks.stream().map(MutationTask::toProposal).toList());
  }

  private static void chooseComponents(Draft draft, List<MutationTask> tasks) {
    ReflectionOptions options = draft.options().reflection();
    for (MutationTask task : tasks) {
      if (options.skipPerfectScore() && task.parentReaches(options.perfectScore())) {
        task.decide(Ruling.skipped("The parent is perfect on the whole minibatch"));
      } else {
        int parent = task.parent().index();
        int components = task.parent().texts().size();
        Picked picked = draft.strategies().components().pick(components, draft.cursor(parent));
        task.choose(picked.positions());
        draft.moveCursor(parent, picked.cursor());
      }
    }
  }

  private static void skipDuplicates(Draft draft, List<MutationTask> tasks) {
    if (draft.options().skipDuplicates()) {
      for (MutationTask task : tasks) {
        Integer twin = draft.population().find(task.child());
        if (twin != null) {
          task.decide(Ruling.skipped("The texts are those of candidate " + twin));
        }
      }
    }
  }

  private static void accept(Draft draft, List<MutationTask> tasks) {
    for (MutationTask task : tasks) {
      double before = task.sumBefore();
      double after = task.sumAfter();
      if (!draft.strategies().acceptance().accepts(before, after)) {
        task.decide(
            Ruling.rejected(
                "The scores add up to %s, those of the parent to %s".formatted(after, before)));
      }
    }
  }

  /** The children to be added, in this order; the others are decided. */
  private static List<MutationTask> select(Draft draft, List<MutationTask> accepted) {
    List<Double> improvements = accepted.stream().map(MutationTask::improvement).toList();
    List<MutationTask> selected = new ArrayList<>();
    Set<Texts> seen = new HashSet<>();
    for (int place : draft.strategies().selection().select(improvements)) {
      MutationTask task = accepted.get(place);
      if (seen.add(task.child())) {
        selected.add(task);
      } else {
        task.decide(Ruling.rejected("The texts are those of another child of this iteration"));
      }
    }
    for (MutationTask task : open(accepted)) {
      if (!selected.contains(task)) {
        task.decide(Ruling.rejected("Another child of this iteration improved more"));
      }
    }
    return selected;
  }

  private void validate(Draft draft, List<MutationTask> selected) {
    List<RolloutBatch> batches = new ArrayList<>();
    for (MutationTask task : selected) {
      int index = draft.population().size() + batches.size();
      batches.add(onValidationSet(draft.before().sizes(), task.number(), index, task.child()));
    }
    Iterator<Evaluated> answers =
        evaluator.throughCache(draft, Stage.VALIDATION, batches).iterator();
    for (MutationTask task : selected) {
      List<Integer> parents = List.of(task.parent().index());
      Candidate added = add(draft, task.child(), parents, Origin.MUTATION, answers.next());
      task.decide(Ruling.accepted(added.index()));
    }
  }

  private static Optional<MergePlan> planMerge(Draft draft) {
    int floor = draft.options().merge().valOverlapFloor();
    return new MergePlanner(draft.population(), draft.merges(), floor, draft.random()).plan();
  }

  private StepOutcome merge(Draft draft, MergePlan plan) {
    draft.remember(plan.attempt());
    RolloutBatch all =
        onValidationSet(draft.before().sizes(), 0, draft.population().size(), plan.texts());
    MergeTrial trial = tryOut(draft, plan, all.ofNoCandidate().on(plan.examples()));
    Ruling ruling = trial.rejection();
    if (trial.isPassed()) {
      Evaluated scores = evaluator.throughCache(draft, Stage.VALIDATION, List.of(all)).getFirst();
      Candidate added = add(draft, plan.texts(), plan.parents(), Origin.MERGE, scores);
      draft.useUpMerge();
      ruling = Ruling.accepted(added.index());
    }
    return draft.finish(IterationKind.MERGE, List.of(trial.toProposal(draft.population(), ruling)));
  }

  private MergeTrial tryOut(Draft draft, MergePlan plan, RolloutBatch batch) {
    Evaluated merged = evaluator.throughCache(draft, Stage.MERGE, List.of(batch)).getFirst();
    draft.count(merged.counted());
    return MergeTrial.of(plan, draft.population(), merged.rollouts());
  }

  /** Adds a candidate: discovered before its own validation rollouts are counted. */
  private static Candidate add(
      Draft draft, Texts texts, List<Integer> parents, Origin origin, Evaluated scores) {
    Candidate candidate =
        new Candidate(
            draft.population().size(),
            texts,
            parents,
            origin,
            draft.iteration(),
            draft.rollouts(),
            ValScores.of(scores.rollouts()));
    draft.count(scores.counted());
    draft.add(candidate, parents.stream().mapToInt(draft::cursor).max().orElse(0));
    return candidate;
  }

  private static List<MutationTask> open(List<MutationTask> tasks) {
    return tasks.stream().filter(MutationTask::isOpen).toList();
  }

  private static void checkRoots(SearchState empty, List<Root> roots) {
    if (roots.isEmpty() || empty.population().size() > 0) {
      throw new IllegalArgumentException("A search begins once, with at least one root");
    }
    for (Root root : roots) {
      ValScores known = root.known();
      if (!root.texts().names().equals(roots.getFirst().texts().names())
          || (known != null && known.size() != empty.sizes().validationExamples())) {
        throw new IllegalArgumentException(
            "All roots have the same components, and scores on every validation example or none");
      }
    }
  }

  private static void checkObjectives(Draft draft) {
    boolean none =
        draft.population().candidates().stream().noneMatch(c -> c.valScores().hasObjectives());
    if (none && draft.strategies().frontier().needsObjectives()) {
      throw new SearchException(
          SearchException.OBJECTIVES_MISSING,
          "The frontier %s needs objective scores, but the evaluator gave none"
              .formatted(draft.options().strategies().frontier().name()));
    }
  }
}
