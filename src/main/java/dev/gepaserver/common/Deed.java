package dev.gepaserver.common;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that a caller did and that may be asked about later, when what it was done to is gone.
 * Published within the transaction that does it; who keeps it joins that transaction.
 *
 * @param action thing and verb, such as {@code job.delete}
 * @param subject id of what it was done to; null where that has none
 * @param data what else there is to tell: anything that can be written as JSON, never a secret
 */
public record Deed(String action, @Nullable UUID subject, Map<String, Object> data) {

  /** Copies the data. */
  public Deed {
    data = Map.copyOf(data);
  }

  /** One that there is no more to tell of. */
  public static Deed of(String action, UUID subject) {
    return new Deed(action, subject, Map.of());
  }
}
