package dev.gepaserver.system;

import java.util.concurrent.ExecutionException;

/** What failed on another thread fails here in the same way. */
final class Failures {

  private Failures() {}

  /** The cause, to be thrown; an error is thrown at once. */
  static RuntimeException unchecked(ExecutionException e) {
    return switch (e.getCause()) {
      case RuntimeException cause -> cause;
      case Error error -> throw error;
      case null, default -> new IllegalStateException("a rollout failed", e);
    };
  }
}
