package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;
import static dev.gepaserver.engine.model.Checks.check;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One task of an iteration, and what became of it.
 *
 * @param task from 0; a merge has the one task 0
 * @param parents one candidate, or the two of a merge (ascending)
 * @param minibatch positions of training examples, or of the validation examples that decided about
 *     a merge; the same one may stand there twice
 * @param components the components chosen to be rewritten; of a merge those whose text is not the
 *     first parent's. Empty where the task was skipped before any was chosen
 * @param ruling status, reason and the candidate added
 * @param newTexts the texts proposed, by component; empty where there are none
 * @param scoresBefore the parent's scores on the minibatch, in its order; of a merge those of the
 *     parent with the larger sum, of equals the first
 * @param scoresAfter the child's scores; empty where no child was rolled out
 * @param reflections how each reflection went, in component order
 */
public record Proposal(
    int task,
    List<Integer> parents,
    List<Integer> minibatch,
    List<String> components,
    Ruling ruling,
    Map<String, String> newTexts,
    List<Double> scoresBefore,
    List<Double> scoresAfter,
    List<ReflectionOutcome> reflections) {

  /** Copies the lists; the order of {@code newTexts} is kept. */
  public Proposal {
    atLeast(0, task, "A task");
    parents = List.copyOf(parents);
    atLeast(1, parents.size(), "The number of parents");
    minibatch = List.copyOf(minibatch);
    components = List.copyOf(components);
    newTexts = Collections.unmodifiableMap(new LinkedHashMap<>(newTexts));
    scoresBefore = List.copyOf(scoresBefore);
    scoresAfter = List.copyOf(scoresAfter);
    reflections = List.copyOf(reflections);
    boolean rolledOut =
        ruling.status() == ProposalStatus.ACCEPTED || ruling.status() == ProposalStatus.REJECTED;
    check(
        rolledOut == !scoresAfter.isEmpty(), "%s with the scores %s", ruling.status(), scoresAfter);
  }

  /** What became of the proposal. */
  public ProposalStatus status() {
    return ruling.status();
  }

  /** Why it was not accepted, in words for people; null where it was. */
  public @Nullable String reason() {
    return ruling.reason();
  }

  /** The index of the candidate that was added; null where none was. */
  public @Nullable Integer candidate() {
    return ruling.candidate();
  }

  /**
   * What was decided about a proposal.
   *
   * @param status what became of it
   * @param reason why it was not accepted; null where it was
   * @param candidate the candidate added; null where none was
   */
  public record Ruling(
      ProposalStatus status, @Nullable String reason, @Nullable Integer candidate) {

    /** Checks that there is either a candidate or a reason. */
    public Ruling {
      boolean accepted = status == ProposalStatus.ACCEPTED;
      check(accepted == (candidate != null), "%s with the candidate %s", status, candidate);
      check(accepted == (reason == null), "%s with the reason %s", status, reason);
    }

    /** Added as this candidate. */
    public static Ruling accepted(int candidate) {
      return new Ruling(ProposalStatus.ACCEPTED, null, candidate);
    }

    /** Rolled out and not added. */
    public static Ruling rejected(String reason) {
      return new Ruling(ProposalStatus.REJECTED, reason, null);
    }

    /** Not rolled out. */
    public static Ruling skipped(String reason) {
      return new Ruling(ProposalStatus.SKIPPED, reason, null);
    }

    /** Left without a usable text. */
    public static Ruling failed(String reason) {
      return new Ruling(ProposalStatus.FAILED, reason, null);
    }
  }
}
