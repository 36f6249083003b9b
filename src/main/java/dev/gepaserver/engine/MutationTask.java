package dev.gepaserver.engine;

import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.engine.model.Proposal;
import dev.gepaserver.engine.model.Proposal.Ruling;
import dev.gepaserver.engine.model.ReflectionOutcome;
import dev.gepaserver.engine.model.Rollout;
import dev.gepaserver.engine.model.Sums;
import dev.gepaserver.engine.model.Texts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One task of reflective mutation on its way through an iteration: it becomes a proposal. */
final class MutationTask {

  private final int number;
  private final Candidate parent;
  private final List<Integer> minibatch;

  private List<Rollout> before = List.of();
  private List<Integer> components = List.of();
  private final List<ReflectionOutcome> reflections = new ArrayList<>();
  private Map<String, String> newTexts = Map.of();
  private @Nullable Texts child;
  private List<Rollout> after = List.of();
  private @Nullable Ruling ruling;

  MutationTask(int number, Candidate parent, List<Integer> minibatch) {
    this.number = number;
    this.parent = parent;
    this.minibatch = minibatch;
  }

  int number() {
    return number;
  }

  Candidate parent() {
    return parent;
  }

  List<Integer> minibatch() {
    return minibatch;
  }

  /** Whether nothing has been decided about it. */
  boolean isOpen() {
    return ruling == null;
  }

  void decide(Ruling decision) {
    ruling = decision;
  }

  List<Rollout> before() {
    return before;
  }

  void rolledOutParent(List<Rollout> rollouts) {
    before = rollouts;
  }

  /** Whether every score of the parent is at least this. */
  boolean parentReaches(double score) {
    return before.stream().allMatch(rollout -> rollout.score() >= score);
  }

  /** Places of the components to be rewritten. */
  List<Integer> components() {
    return components;
  }

  void choose(List<Integer> positions) {
    components = positions;
  }

  /** Takes what came of the reflections; without any text the task is decided. */
  void reflected(List<ReflectionOutcome> outcomes) {
    reflections.addAll(outcomes);
    Map<String, String> texts = new LinkedHashMap<>();
    for (ReflectionOutcome outcome : outcomes) {
      outcome.newText().ifPresent(text -> texts.put(outcome.component(), text));
    }
    newTexts = texts;
    if (outcomes.isEmpty()) {
      decide(Ruling.skipped("No example has a record for the chosen components"));
    } else if (texts.isEmpty()) {
      decide(Ruling.failed(String.valueOf(outcomes.getLast().reason())));
    } else {
      child = parent.texts().with(texts);
    }
  }

  /** The parent with the new texts; only of an open task that has been reflected on. */
  Texts child() {
    if (child == null) {
      throw new IllegalStateException("Task " + number + " has no child");
    }
    return child;
  }

  void rolledOutChild(List<Rollout> rollouts) {
    after = rollouts;
  }

  double sumBefore() {
    return Sums.ofScores(before);
  }

  double sumAfter() {
    return Sums.ofScores(after);
  }

  /** How much the child is better; 0 where both sums are infinite alike. */
  double improvement() {
    return sumAfter() == sumBefore() ? 0 : sumAfter() - sumBefore();
  }

  Proposal toProposal() {
    if (ruling == null) {
      throw new IllegalStateException("Nothing was decided about task " + number);
    }
    return new Proposal(
        number,
        List.of(parent.index()),
        minibatch,
        components.stream().map(parent.texts().names()::get).toList(),
        ruling,
        newTexts,
        before.stream().map(Rollout::score).toList(),
        after.stream().map(Rollout::score).toList(),
        reflections);
  }
}
