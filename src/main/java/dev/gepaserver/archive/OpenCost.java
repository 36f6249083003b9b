package dev.gepaserver.archive;

/**
 * What of a job's cost its finished iterations have no part in, nano-dollars as far as known.
 *
 * @param nanos of the open iteration; what it has forgotten, to do it anew, is spent already
 * @param reflectionNanos of that, what reflections cost
 * @param testNanos of held-out tests, which are outside of the budget
 */
public record OpenCost(long nanos, long reflectionNanos, long testNanos) {

  /** Nothing. */
  public static final OpenCost NONE = new OpenCost(0, 0, 0);
}
