package dev.gepaserver.common;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for what a thread is doing. Known on the threads that serve requests, and only there:
 * what a job does by itself nobody asks for.
 *
 * @param keyId the key that was shown; null where the service is open and none was
 * @param name the key's name; null likewise
 */
public record Caller(@Nullable UUID keyId, @Nullable String name) {

  /** Somebody who needed no key. */
  public static final Caller ANYBODY = new Caller(null, null);

  private static final ThreadLocal<Caller> CURRENT = new ThreadLocal<>();

  /** An open mark; closing it restores what was before. */
  public interface Mark extends AutoCloseable {
    @Override
    void close();
  }

  /** Whoever asked for what this thread is doing; empty where nobody did. */
  public static Optional<Caller> current() {
    return Optional.ofNullable(CURRENT.get());
  }

  /** The name of the current caller's key; null where there is no caller, or no key was shown. */
  public static @Nullable String currentName() {
    return current().map(Caller::name).orElse(null);
  }

  /** Makes this the caller of what this thread does until the mark is closed by the same thread. */
  public Mark mark() {
    Caller before = CURRENT.get();
    CURRENT.set(this);
    return () -> {
      if (before == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(before);
      }
    };
  }
}
