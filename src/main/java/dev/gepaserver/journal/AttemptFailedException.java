package dev.gepaserver.journal;

import dev.gepaserver.common.Storable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a call to the outside gave no usable answer. Thrown by whoever knows the other
 * side's ways, judged by {@link Patience}, never seen outside a call.
 */
public final class AttemptFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What becomes of the call. */
  enum Kind {
    UNAVAILABLE,
    SPOILED,
    FAULTY,
    HOPELESS
  }

  private final Kind kind;
  private final String code;
  private final String detail;
  private final transient @Nullable Duration retryAfter;

  private AttemptFailedException(
      Kind kind, String code, String detail, @Nullable Duration retryAfter) {
    super(Storable.text(detail));
    this.kind = kind;
    this.code = code;
    this.detail = Storable.text(detail);
    this.retryAfter = retryAfter;
  }

  /**
   * The other side is away or busy (429, 5xx, network): asked again, and waited for.
   *
   * @param retryAfter how long the other side asked to be left alone, null where it did not
   */
  public static AttemptFailedException unavailable(String detail, @Nullable Duration retryAfter) {
    return new AttemptFailedException(Kind.UNAVAILABLE, "unavailable", detail, retryAfter);
  }

  /**
   * The answer was late or malformed: asked again, but only so often, then it counts as this call's
   * own fault.
   */
  public static AttemptFailedException spoiled(String code, String detail) {
    return new AttemptFailedException(Kind.SPOILED, code, detail, null);
  }

  /** This one call cannot be answered: not asked again. */
  public static AttemptFailedException faulty(String code, String detail) {
    return new AttemptFailedException(Kind.FAULTY, code, detail, null);
  }

  /** No call of this kind can be answered: not asked again. */
  public static AttemptFailedException hopeless(String code, String detail) {
    return new AttemptFailedException(Kind.HOPELESS, code, detail, null);
  }

  /** Short and stable: as in {@link CallError}, or the job's error code where it is hopeless. */
  public String code() {
    return code;
  }

  /** In the other side's words, without secrets. */
  public String detail() {
    return detail;
  }

  Kind kind() {
    return kind;
  }

  @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
