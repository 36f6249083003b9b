package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;
import static dev.gepaserver.engine.model.Checks.check;
import static dev.gepaserver.engine.model.Checks.finite;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a search ends: as soon as one of these holds. A null is no limit. Limits are checked between
 * iterations and so may be overshot by one iteration's work, unless the budget is hard.
 *
 * @param maxRollouts rollouts counted, at least 1; answers of the evaluation cache count nothing
 * @param maxIterations iterations begun, at least 1
 * @param maxCandidates candidates, the seed included, at least 1
 * @param targetScore the best average to reach, finite
 * @param maxIterationsWithoutImprovement iterations since the best average last rose, at least 1
 * @param maxCostNanos cost of all calls in nano-dollars, at least 1
 * @param maxReflectionCostNanos cost of reflection in nano-dollars, at least 1
 * @param maxDuration running time, more than zero
 * @param hard whether an iteration begins only if its worst case still fits rollouts and cost
 * @param costBounds what calls can cost at most; without them a hard budget cannot foresee cost and
 *     treats its limits as soft ones
 */
public record Budget(
    @Nullable Long maxRollouts,
    @Nullable Integer maxIterations,
    @Nullable Integer maxCandidates,
    @Nullable Double targetScore,
    @Nullable Integer maxIterationsWithoutImprovement,
    @Nullable Long maxCostNanos,
    @Nullable Long maxReflectionCostNanos,
    @Nullable Duration maxDuration,
    boolean hard,
    @Nullable CostBounds costBounds) {

  /** Checks the ranges, and that one of the limits that are bound to be reached is set. */
  public Budget {
    check(
        maxRollouts != null || maxIterations != null || maxCostNanos != null || maxDuration != null,
        "A budget needs one of maxRollouts, maxIterations, maxCostUsd and maxDuration:"
            + " the others may never come true");
    positive(maxRollouts, "maxRollouts");
    positive(maxIterations, "maxIterations");
    positive(maxCandidates, "maxCandidates");
    positive(maxIterationsWithoutImprovement, "maxIterationsWithoutImprovement");
    positive(maxCostNanos, "maxCostUsd in nano-dollars");
    positive(maxReflectionCostNanos, "maxReflectionCostUsd in nano-dollars");
    if (targetScore != null) {
      finite(targetScore, "targetScore");
    }
    if (maxDuration != null) {
      check(maxDuration.isPositive(), "maxDuration must be more than zero, but is %s", maxDuration);
    }
  }

  private static void positive(@Nullable Number value, String name) {
    if (value != null) {
      atLeast(1, value.longValue(), name);
    }
  }

  /** Whether there is a hard limit of cost. */
  public boolean limitsCostHard() {
    return hard && (maxCostNanos != null || maxReflectionCostNanos != null);
  }

  /** These limits with other bounds of what calls can cost. */
  public Budget withCostBounds(@Nullable CostBounds bounds) {
    return new Budget(
        maxRollouts,
        maxIterations,
        maxCandidates,
        targetScore,
        maxIterationsWithoutImprovement,
        maxCostNanos,
        maxReflectionCostNanos,
        maxDuration,
        hard,
        bounds);
  }

  /** A budget to be filled in. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects limits; what is not set is no limit. */
  public static final class Builder {

    private @Nullable Long maxRollouts;
    private @Nullable Integer maxIterations;
    private @Nullable Integer maxCandidates;
    private @Nullable Double targetScore;
    private @Nullable Integer maxIterationsWithoutImprovement;
    private @Nullable Long maxCostNanos;
    private @Nullable Long maxReflectionCostNanos;
    private @Nullable Duration maxDuration;
    private boolean hard;
    private @Nullable CostBounds costBounds;

    private Builder() {}

    /** Sets {@link Budget#maxRollouts()}. */
    public Builder maxRollouts(@Nullable Long value) {
      maxRollouts = value;
      return this;
    }

    /** Sets {@link Budget#maxRollouts()}. */
    public Builder maxRollouts(int value) {
      return maxRollouts(Long.valueOf(value));
    }

    /** Sets {@link Budget#maxIterations()}. */
    public Builder maxIterations(@Nullable Integer value) {
      maxIterations = value;
      return this;
    }

    /** Sets {@link Budget#maxCandidates()}. */
    public Builder maxCandidates(@Nullable Integer value) {
      maxCandidates = value;
      return this;
    }

    /** Sets {@link Budget#targetScore()}. */
    public Builder targetScore(@Nullable Double value) {
      targetScore = value;
      return this;
    }

    /** Sets {@link Budget#maxIterationsWithoutImprovement()}. */
    public Builder maxIterationsWithoutImprovement(@Nullable Integer value) {
      maxIterationsWithoutImprovement = value;
      return this;
    }

    /** Sets {@link Budget#maxCostNanos()}. */
    public Builder maxCostNanos(@Nullable Long value) {
      maxCostNanos = value;
      return this;
    }

    /** Sets {@link Budget#maxReflectionCostNanos()}. */
    public Builder maxReflectionCostNanos(@Nullable Long value) {
      maxReflectionCostNanos = value;
      return this;
    }

    /** Sets {@link Budget#maxDuration()}. */
    public Builder maxDuration(@Nullable Duration value) {
      maxDuration = value;
      return this;
    }

    /** Sets {@link Budget#hard()}. */
    public Builder hard(boolean value) {
      hard = value;
      return this;
    }

    /** Sets {@link Budget#costBounds()}. */
    public Builder costBounds(@Nullable CostBounds value) {
      costBounds = value;
      return this;
    }

    /**
     * The budget.
     *
     * @throws IllegalArgumentException where a limit is out of range or none is bound to be reached
     */
    public Budget build() {
      return new Budget(
          maxRollouts,
          maxIterations,
          maxCandidates,
          targetScore,
          maxIterationsWithoutImprovement,
          maxCostNanos,
          maxReflectionCostNanos,
          maxDuration,
          hard,
          costBounds);
    }
  }
}
