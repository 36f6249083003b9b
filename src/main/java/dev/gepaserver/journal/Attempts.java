package dev.gepaserver.journal;

import java.util.List;

/**
 * The attempts made for one call.
 *
 * @param count requests sent on the wire, at least 1
 * @param errors why each attempt but the last failed, in order
 * @param latencyMs from the first attempt's start to the last one's end, waits between them
 *     included
 */
public record Attempts(int count, List<CallError> errors, long latencyMs) {

  /** Copies the list. */
  public Attempts {
    errors = List.copyOf(errors);
  }
}
