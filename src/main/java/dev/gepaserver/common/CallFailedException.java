package dev.gepaserver.common;

/**
 * A call to the outside that gave no usable answer, after whatever retries it deserved. The kind of
 * failure decides what becomes of the rollout or the job.
 */
public abstract sealed class CallFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private CallFailedException(String detail) {
    super(detail);
  }

  /**
   * The other side stayed away for longer than the job's outage timeout; the job is paused, no
   * score is made of it.
   */
  public static final class Outage extends CallFailedException {
    private static final long serialVersionUID = 1L;

    /** Makes one, in the words of the last failure. */
    public Outage(String detail) {
      super(detail);
    }
  }

  /** No call of this kind can ever succeed (bad key, unknown model); the job fails at once. */
  public static final class Hopeless extends CallFailedException {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * Makes one.
     *
     * @param code the job's error code, such as {@code model-key-rejected}
     * @param detail the provider's own words
     */
    public Hopeless(String code, String detail) {
      super(detail);
      this.code = code;
    }

    /** The job's error code. */
    public String code() {
      return code;
    }
  }

  /**
   * This one call cannot be answered (refused, context too long, malformed, too late); it is not
   * asked again.
   */
  public static final class Faulty extends CallFailedException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int attempts;
    private final long latencyMs;

    /**
     * Makes one of something that was never sent; the detail is shown to reflection as feedback.
     */
    public Faulty(String detail) {
      this("rejected", detail, 1, 0);
    }

    /**
     * Makes one.
     *
     * @param code of the call's error, such as {@code timeout}
     * @param detail shown to reflection as feedback
     * @param attempts requests sent on the wire, at least 1
     * @param latencyMs from the first attempt's start to the last one's end
     */
    public Faulty(String code, String detail, int attempts, long latencyMs) {
      super(detail);
      this.code = code;
      this.attempts = attempts;
      this.latencyMs = latencyMs;
    }

    /** Of the call's error. */
    public String code() {
      return code;
    }

    /** Requests sent on the wire, at least 1. */
    public int attempts() {
      return attempts;
    }

    /** From the first attempt's start to the last one's end, milliseconds. */
    public long latencyMs() {
      return latencyMs;
    }
  }
}
