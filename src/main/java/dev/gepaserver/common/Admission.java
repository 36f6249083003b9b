package dev.gepaserver.common;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Whether whoever sent a request would still be let in, for answers that go on for long. Looked up
 * once in a few seconds, however often it is asked; by one thread at a time.
 */
public final class Admission {

  private static final long NANOS_BETWEEN = Duration.ofSeconds(5).toNanos();
  private static final ThreadLocal<Admission> CURRENT = new ThreadLocal<>();

  private final BooleanSupplier lookup;
  private final LongSupplier nanos;
  private long looked;
  private boolean stands = true;

  /** Of somebody who was let in just now. */
  public Admission(BooleanSupplier lookup) {
    this(lookup, System::nanoTime);
  }

  Admission(BooleanSupplier lookup, LongSupplier nanos) {
    this.lookup = lookup;
    this.nanos = nanos;
    this.looked = nanos.getAsLong();
  }

  /** That of the request which this thread serves. */
  public static Admission current() {
    Admission current = CURRENT.get();
    return current == null ? new Admission(() -> true) : current;
  }

  /** Makes this the one of what this thread does until the mark is closed by the same thread. */
  public Caller.Mark mark() {
    CURRENT.set(this);
    return CURRENT::remove;
  }

  /** Whether they would, or would have been a few seconds ago. */
  public boolean stands() {
    long now = nanos.getAsLong();
    if (stands && now - looked >= NANOS_BETWEEN) {
      looked = now;
      stands = lookup.getAsBoolean();
    }
    return stands;
  }
}
