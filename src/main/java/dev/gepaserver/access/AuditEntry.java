package dev.gepaserver.access;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What somebody did.
 *
 * @param id rises with time
 * @param at when
 * @param by name of the key it was done with; null where the service was open and none was shown
 * @param keyId that key, which may be gone; null likewise
 * @param action thing and verb, such as {@code job.delete}
 * @param subject id of what it was done to, which may be gone; null where that has none
 * @param data what else there is to tell, an object
 */
public record AuditEntry(
    long id,
    Instant at,
    @Nullable String by,
    @Nullable UUID keyId,
    String action,
    @Nullable UUID subject,
    JsonNode data) {}
