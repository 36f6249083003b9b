package dev.gepaserver.system;

import dev.gepaserver.engine.model.Excerpt;
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

  /** The same with no more text than so many characters. */
  ToolResult within(int most) {
    return new ToolResult(Excerpt.of(text, most), fault, costNanos, latencyMs, attempts);
  }

  /** A call that was not made. */
  static ToolResult refused(String text, String fault) {
    return new ToolResult("Error: " + text, fault, 0, 0, 0);
  }
}
