package dev.gepaserver.engine.model;

/** The search cannot go on because of what the world answered; the job fails with this. */
public final class SearchException extends RuntimeException {

  /** The frontier needs objective scores, and the evaluator gives none. */
  public static final String OBJECTIVES_MISSING = "objectives-missing";

  /** Every reflection of several iterations in a row failed. */
  public static final String REFLECTION_FAILING = "reflection-failing";

  /** Too many rollouts failed. */
  public static final String ROLLOUTS_FAILING = "rollouts-failing";

  private final String code;

  /**
   * A fault of the world.
   *
   * @param code the API's code of the job's error
   * @param detail what was wrong, in words for people
   */
  public SearchException(String code, String detail) {
    super(detail);
    this.code = code;
  }

  /** The API's code of the job's error. */
  public String code() {
    return code;
  }

  /** What was wrong, in words for people. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
