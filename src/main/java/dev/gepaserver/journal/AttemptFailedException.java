package dev.gepaserver.journal;

import dev.gepaserver.common.Mask;
import dev.gepaserver.common.Storable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a call to the outside gave no usable answer. Thrown by whoever knows the other
 * side's ways, judged by {@link Patience}, never seen outside a call.
 */
public final class AttemptFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Code of a 429: asked too often, or too much. */
  public static final String RATE_LIMITED = "rate-limited";

  /** Code of a 5xx: the other side cannot cope, for now. */
  public static final String OVERLOADED = "overloaded";

  /** Code of a connection that could not be made, and of an answer that did not come, in time. */
  public static final String TIMEOUT = "timeout";

  /** Code of a connection that was refused or cut, or a host that is not known. */
  public static final String NETWORK = "network";

  /** Code of an answer that cannot be read, or has nothing in it. */
  public static final String MALFORMED = "malformed";

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
  private final boolean billable;
  private final transient @Nullable Usage usage;

  private AttemptFailedException(
      Kind kind,
      String code,
      String detail,
      @Nullable Duration retryAfter,
      boolean billable,
      @Nullable Usage usage) {
    super(Storable.text(detail));
    this.kind = kind;
    this.code = code;
    this.detail = Storable.text(detail);
    this.retryAfter = retryAfter;
    this.billable = billable;
    this.usage = usage;
  }

  private static AttemptFailedException unbilled(
      Kind kind, String code, String detail, @Nullable Duration retryAfter) {
    return new AttemptFailedException(kind, code, detail, retryAfter, false, null);
  }

  /**
   * The other side is away or busy (429, 5xx, network): asked again, and waited for.
   *
   * @param code {@link #RATE_LIMITED}, {@link #OVERLOADED}, {@link #TIMEOUT} or {@link #NETWORK}
   * @param retryAfter how long the other side asked to be left alone, null where it did not
   */
  public static AttemptFailedException unavailable(
      String code, String detail, @Nullable Duration retryAfter) {
    return unbilled(Kind.UNAVAILABLE, code, detail, retryAfter);
  }

  /**
   * The answer was late or malformed: asked again, but only so often, then it counts as this call's
   * own fault.
   */
  public static AttemptFailedException spoiled(String code, String detail) {
    return unbilled(Kind.SPOILED, code, detail, null);
  }

  /** This one call cannot be answered: not asked again. */
  public static AttemptFailedException faulty(String code, String detail) {
    return unbilled(Kind.FAULTY, code, detail, null);
  }

  /** No call of this kind can be answered: not asked again. */
  public static AttemptFailedException hopeless(String code, String detail) {
    return unbilled(Kind.HOPELESS, code, detail, null);
  }

  /**
   * Short and stable: one of those here where the other side is unavailable, else as in {@link
   * CallError}, or the job's error code where it is hopeless.
   */
  public String code() {
    return code;
  }

  /** In the other side's words, without secrets. */
  public String detail() {
    return detail;
  }

  /** The same without the secrets that the other side may have repeated. */
  public AttemptFailedException without(Mask secrets) {
    String clean = secrets.message(detail);
    return clean.equals(detail)
        ? this
        : new AttemptFailedException(kind, code, clean, retryAfter, billable, usage);
  }

  /**
   * The same of an attempt that the other side may have paid: it was sent, and not turned away.
   *
   * @param told what the other side says that it took, at no cost of ours; null where it says
   *     nothing
   */
  public AttemptFailedException billable(@Nullable Usage told) {
    return new AttemptFailedException(kind, code, detail, retryAfter, true, told);
  }

  /** The same with a remark behind its words. */
  public AttemptFailedException remarking(String remark) {
    return new AttemptFailedException(
        kind, code, detail + "; " + remark, retryAfter, billable, usage);
  }

  /** The same, and not asked again: what was lost on the way counts as this call's own fault. */
  public AttemptFailedException last() {
    return switch (kind) {
      case FAULTY, HOPELESS -> this;
      case UNAVAILABLE, SPOILED ->
          new AttemptFailedException(
              Kind.FAULTY,
              code.equals(NETWORK) ? TIMEOUT : code,
              detail,
              retryAfter,
              billable,
              usage);
    };
  }

  /** Whether the other side may have it paid. */
  public boolean billable() {
    return billable;
  }

  /** What the other side says that the attempt took; null where it says nothing. */
  public @Nullable Usage usage() {
    return usage;
  }

  /** Whether the other side is away or busy, so that the next one would fare no better. */
  public boolean unavailable() {
    return kind == Kind.UNAVAILABLE;
  }

  /** How long the other side asked to be left alone, null where it did not. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  Kind kind() {
    return kind;
  }
}
