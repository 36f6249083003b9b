package dev.gepaserver.engine.spi;

/** Decides whether a child is good enough. */
@FunctionalInterface
public interface Acceptance {

  /**
   * Decides on the sums over the minibatch.
   *
   * @param before the parent's; may be infinite
   * @param after the child's; may be infinite
   */
  boolean accepts(double before, double after);
}
