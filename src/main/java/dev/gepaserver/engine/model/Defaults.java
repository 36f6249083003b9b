package dev.gepaserver.engine.model;

import java.math.BigInteger;

/**
 * The defaults of everything that a search can be told, each in this one place. Defaults of
 * parameters stand with their strategies, in the catalogues.
 */
public final class Defaults {

  /** The seed of the random number generator. */
  public static final BigInteger SEED = BigInteger.ZERO;

  /** How a parent is chosen. */
  public static final Choice CANDIDATE_SELECTOR = Choice.of("pareto");

  /** How a minibatch is chosen. */
  public static final Choice MINIBATCH_SAMPLER = Choice.of("epoch_shuffled");

  /** How the components to be rewritten are chosen. */
  public static final Choice COMPONENT_SELECTOR = Choice.of("round_robin");

  /** What the Pareto frontier is kept per. */
  public static final Choice FRONTIER = Choice.of("instance");

  /** When a child is good enough. */
  public static final Choice ACCEPTANCE = Choice.of("strict_improvement");

  /** How many parents and minibatches one iteration looks at. */
  public static final Choice SAMPLING = Choice.of("single");

  /** Which of an iteration's good children are kept. */
  public static final Choice SELECTION = Choice.of("all_improvements");

  /** Examples in a minibatch. */
  public static final int MINIBATCH_SIZE = 3;

  /** Whether a task is skipped where the parent is perfect on the whole minibatch. */
  public static final boolean SKIP_PERFECT_SCORE = true;

  /** The score that counts as perfect. */
  public static final double PERFECT_SCORE = 1.0;

  /** How often the reflection model is asked at most for one text. */
  public static final int ATTEMPTS = 3;

  /** Iterations in a row whose reflections may all fail before the job does. */
  public static final int MAX_CONSECUTIVE_FAILURES = 5;

  /** Rejected texts shown to the reflection model. */
  public static final int SHOW_REJECTED = 0;

  /** Whether candidates are merged. */
  public static final boolean MERGE_ENABLED = false;

  /** Merges accepted until no more become due. */
  public static final int MERGE_MAX_INVOCATIONS = 5;

  /** Validation examples that two candidates must share to be merged. */
  public static final int MERGE_VAL_OVERLAP_FLOOR = 5;

  /** Whether validation asks the evaluation cache first. */
  public static final boolean CACHE_EVALUATIONS = false;

  /** Whether a child that equals a candidate is left out. */
  public static final boolean SKIP_DUPLICATES = true;

  /**
   * The longest prompt of a reflection, in {@code char}s, where the model's context is not known.
   */
  public static final int MAX_PROMPT_LENGTH = 400_000;

  /** The share of rollouts that may fail before the search does. */
  public static final double MAX_FAILED_SHARE = 0.5;

  private Defaults() {}
}
