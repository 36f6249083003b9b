package dev.gepaserver.archive;

/**
 * What of a job's cost its finished iterations have no part in, nano-dollars as far as known.
 *
 * @param nanos of the open iteration; what it has forgotten, to do it anew, is spent already
 * @param reflectionNanos of that, what reflections cost
 * @param testNanos of held-out tests, which are outside of the budget
 * @param lastTestNanos of these, the one after the last finished iteration, without what was
 *     forgotten
 * @param unpriced calls of the same whose cost is not known
 */
public record OpenCost(
    long nanos, long reflectionNanos, long testNanos, long lastTestNanos, Unpriced unpriced) {

  /** Nothing. */
  public static final OpenCost NONE = new OpenCost(0, 0, 0, 0, new Unpriced(0, 0, 0));

  /**
   * Calls whose cost is not known.
   *
   * @param calls of the search
   * @param reflections of these, reflections
   * @param tests of held-out tests
   */
  public record Unpriced(long calls, long reflections, long tests) {}
}
