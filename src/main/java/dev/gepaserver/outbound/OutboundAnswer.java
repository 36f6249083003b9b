package dev.gepaserver.outbound;

/**
 * A 2xx answer.
 *
 * @param body its bytes, within the size limit
 * @param attempts requests sent, at least 1
 * @param latencyMs from the first attempt's start to the last byte, waits included
 */
public record OutboundAnswer(byte[] body, int attempts, long latencyMs) {}
