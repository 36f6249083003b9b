package dev.gepaserver.access;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What may be told of a key.
 *
 * @param id by which it is revoked
 * @param name what its deeds are told under
 * @param role {@code viewer}, {@code operator} or {@code admin}
 * @param hint how it begins, up to the secret; null for one of the settings
 * @param source {@code api}, or {@code settings}, whose keys are not revoked here
 * @param createdAt null for one of the settings
 * @param createdBy name of the key it was made with; null where none was shown
 * @param lastUsedAt when it was used last, to a minute; null where it was not, or is one of the
 *     settings
 */
public record AccessKey(
    UUID id,
    String name,
    String role,
    @Nullable String hint,
    String source,
    @Nullable Instant createdAt,
    @Nullable String createdBy,
    @Nullable Instant lastUsedAt) {

  /** One that was made here. */
  public static final String FROM_API = "api";

  /** One that the settings give. */
  public static final String FROM_SETTINGS = "settings";
}
