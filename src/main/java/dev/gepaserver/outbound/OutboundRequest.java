package dev.gepaserver.outbound;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One POST of JSON to an address that a user named.
 *
 * @param url http or https; checked again against the allowed targets when it is called
 * @param body UTF-8 JSON, the same bytes on every retry
 * @param requestId sent as {@code X-Gepa-Request}, the same on every retry
 * @param headers the user's own, added as they are
 * @param secret name of the configured secret that signs the request, null for none
 * @param timeout from sending to the last byte of the answer, for each attempt
 */
public record OutboundRequest(
    URI url,
    byte[] body,
    String requestId,
    Map<String, String> headers,
    @Nullable String secret,
    Duration timeout) {}
