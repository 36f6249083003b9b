package dev.gepaserver.system;

import org.jspecify.annotations.Nullable;

/**
 * What came of one call of a tool.
 *
 * @param text what the model is told
 * @param fault what reflection is told was wrong about the call, a sentence; null where nothing was
 * @param costNanos nano-dollars
 * @param latencyMs 0 where nothing was called outside
 * @param attempts requests on the wire
 */
record ToolResult(
    String text, @Nullable String fault, long costNanos, long latencyMs, int attempts) {

  static ToolResult of(String text) {
    return new ToolResult(text, null, 0, 0, 0);
  }

  /** A call that was not made. */
  static ToolResult refused(String text, String fault) {
    return new ToolResult("Error: " + text, fault, 0, 0, 0);
  }
}
