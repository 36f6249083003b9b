package dev.gepaserver.engine.model;

/** Whether another iteration begins. */
public sealed interface Verdict {

  /** Another iteration begins. */
  record GoOn() implements Verdict {}

  /**
   * The search has ended as it should.
   *
   * @param reason the first stop condition that holds
   */
  record Stop(StopReason reason) implements Verdict {}

  /**
   * The search has failed.
   *
   * @param code the API's code of the job's error
   * @param detail what was wrong, in words for people
   */
  record Fail(String code, String detail) implements Verdict {}
}
