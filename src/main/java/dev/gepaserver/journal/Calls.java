package dev.gepaserver.journal;

import java.util.List;

/**
 * The calls of a run that one request on the wire makes: one, or those of a batch.
 *
 * @param journal the run's record
 * @param keys which calls they are
 */
public record Calls(CallJournal journal, List<CallKey> keys) {

  /** Copies the list. */
  public Calls {
    keys = List.copyOf(keys);
  }

  /** One call. */
  public static Calls of(CallJournal journal, CallKey key) {
    return new Calls(journal, List.of(key));
  }
}
