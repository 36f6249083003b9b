package dev.gepaserver.archive;

import dev.gepaserver.archive.Views.EventView;
import java.util.List;

/**
 * Events of one job that follow each other, by number.
 *
 * @param events none where there is nothing new
 * @param ended whether the job has ended and these are its last
 */
public record EventBatch(List<EventView> events, boolean ended) {

  static final EventBatch NONE = new EventBatch(List.of(), false);

  /** Copies the events. */
  public EventBatch {
    events = List.copyOf(events);
  }

  /**
   * Makes a batch of events read with one more than the limit.
   *
   * @param jobEnded whether the job had ended when they were read
   */
  public static EventBatch of(List<EventView> read, int limit, boolean jobEnded) {
    return read.size() > limit
        ? new EventBatch(read.subList(0, limit), false)
        : new EventBatch(read, jobEnded);
  }

  /** The number of the last event; that one where there is none. */
  public long last(long otherwise) {
    return events.isEmpty() ? otherwise : events.getLast().seq();
  }

  /** Whether the first event after a number is among these. */
  boolean follows(long seq) {
    return !events.isEmpty() && events.getFirst().seq() <= seq + 1 && events.getLast().seq() > seq;
  }

  /** Those after a number. */
  EventBatch after(long seq) {
    return new EventBatch(events.stream().filter(event -> event.seq() > seq).toList(), ended);
  }
}
