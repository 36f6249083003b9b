package dev.gepaserver.llm.limit;

import dev.gepaserver.journal.Turns;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait to go, fair in what is limited: of tokens where these are, else of calls. While
 * the one whose turn it is waits for tokens, one of another job that is ready earlier goes before
 * it, unless that one would have to wait longer for it. Not thread-safe.
 *
 * @param <T> what waits; told apart by identity
 */
final class Line<T extends Line.Waiting> {

  private final Turns<T> turns = new Turns<>();

  /** One who waits. */
  interface Waiting {

    UUID jobId();

    /** Tokens that it will take; 0 where they are not limited. */
    long tokens();
  }

  /**
   * Who goes next.
   *
   * @param at when, as things stand; {@link Breaker#NEVER} where that hangs on others
   */
  record Turn<T>(T who, long at) {}

  void add(T one) {
    turns.add(one.jobId(), one);
  }

  void remove(T one) {
    turns.remove(one.jobId(), one);
  }

  List<T> all() {
    return turns.all();
  }

  /** Who goes next; null where nobody waits. */
  @Nullable Turn<T> next(Law law, long now) {
    T first = turns.next();
    if (first == null) {
      return null;
    }
    long at = law.readyAt(first.tokens(), now);
    if (at > now && at != Breaker.NEVER && first.tokens() > 0) {
      for (T other : turns.heads()) {
        long earlier = law.readyAt(other.tokens(), now);
        if (earlier < at && law.readyAfter(other.tokens(), first.tokens(), now) <= at) {
          return new Turn<>(other, earlier);
        }
      }
    }
    return new Turn<>(first, at);
  }

  /** It goes. */
  void take(T one) {
    turns.take(one.jobId(), one, Math.max(1, one.tokens()));
  }
}
