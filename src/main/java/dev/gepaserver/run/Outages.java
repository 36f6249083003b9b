package dev.gepaserver.run;

import dev.gepaserver.archive.ArchiveWriter.NewEvent;
import dev.gepaserver.common.Json;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What is told of those who are away in one run: one outage, from the first who is to the last who
 * is back. Safe for use by many threads.
 */
final class Outages {

  private final Consumer<NewEvent> teller;
  private final AtomicLong away = new AtomicLong();

  Outages(Consumer<NewEvent> teller) {
    this.teller = teller;
  }

  /** Somebody is away. */
  void begins(String what) {
    if (away.incrementAndGet() == 1) {
      teller.accept(event("outage.started", what));
    }
  }

  /** One who was away is back. */
  void ends(String what) {
    if (away.decrementAndGet() == 0) {
      teller.accept(event("outage.ended", what));
    }
  }

  /**
   * What is to be told when the run ends in the middle of an outage; from now on nothing else is
   * told.
   */
  List<NewEvent> left() {
    return away.getAndSet(Integer.MIN_VALUE) > 0
        ? List.of(event("outage.ended", "it is waited for no longer, because the run ends"))
        : List.of();
  }

  private static NewEvent event(String type, String what) {
    return new NewEvent(type, Json.object().put("detail", what));
  }
}
