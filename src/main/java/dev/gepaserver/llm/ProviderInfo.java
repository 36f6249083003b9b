package dev.gepaserver.llm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A configured provider as it may be shown; never with its key.
 *
 * @param name by which jobs name it
 * @param type what kind it is
 * @param models those known beforehand; others may be asked all the same
 * @param usable whether jobs may use it
 * @param reason why not; null where it is usable
 * @param simulated whether its answers are made up by the service itself
 */
public record ProviderInfo(
    String name,
    String type,
    List<String> models,
    boolean usable,
    @Nullable String reason,
    boolean simulated) {

  /** Copies the list. */
  public ProviderInfo {
    models = List.copyOf(models);
  }
}
