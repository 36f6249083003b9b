package dev.gepaserver.system;

import dev.gepaserver.llm.ModelRef;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a job wants to have optimized: a record whose components are the fields of the API, {@code
 * type} first. Written as JSON and read again by its {@link SystemType} it is equal to itself.
 */
public interface SystemSpec {

  /** The name under which the system is found. */
  String type();

  /** The models called in one rollout at most, one entry a call; for estimates and limits. */
  default List<ModelRef> modelsPerRollout() {
    return List.of();
  }

  /** Whether it can report objective scores itself. */
  default boolean givesObjectives() {
    return false;
  }

  /**
   * What one rollout costs at most beside its model calls, nano-dollars; null where nobody has
   * said.
   */
  default @Nullable Long maxCostNanosPerRollout() {
    return 0L;
  }

  /** The ids of the corpora that it searches; they are kept as long as the job is. */
  default Set<UUID> corpora() {
    return Set.of();
  }

  /** How long one attempt of a webhook may take; null where none is called. */
  default @Nullable Duration timeout() {
    return null;
  }
}
