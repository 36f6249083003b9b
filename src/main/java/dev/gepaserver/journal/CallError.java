package dev.gepaserver.journal;

/**
 * Why a call has no answer, as kept with it. A failure is journaled like an answer, so that a
 * resumed run meets it again.
 *
 * @param code short and stable: {@code refused}, {@code context-too-long}, {@code timeout}, {@code
 *     malformed}, {@code rejected}
 * @param detail in the other side's words
 */
public record CallError(String code, String detail) {}
