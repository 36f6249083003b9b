package dev.gepaserver.journal;

/**
 * Why a call, or one attempt of it, has no answer, as kept with it. A failure is journaled like an
 * answer, so that a resumed run meets it again.
 *
 * @param code short and stable: {@code refused}, {@code context-too-long}, {@code timeout}, {@code
 *     malformed}, {@code rejected}; of an attempt besides {@code rate-limited}, {@code overloaded},
 *     {@code network}
 * @param detail in the other side's words
 */
public record CallError(String code, String detail) {

  /** The code of attempts that were kept before their codes were. */
  public static final String UNKNOWN = "unknown";
}
