package dev.gepaserver.access;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A new key; the only time that it is told.
 *
 * @param id by which it is revoked
 * @param name what its deeds are told under
 * @param role {@code viewer}, {@code operator} or {@code admin}
 * @param hint how it begins, up to the secret
 * @param createdAt when
 * @param createdBy name of the key it was made with; null where none was shown
 * @param key the key itself, to be sent as {@code Authorization: Bearer}
 */
public record CreatedKey(
    UUID id,
    String name,
    String role,
    String hint,
    Instant createdAt,
    @Nullable String createdBy,
    String key) {

  /** Never shows the key. */
  @Override
  public String toString() {
    return "CreatedKey[id=" + id + ", name=" + name + ", hint=" + hint + "]";
  }
}
