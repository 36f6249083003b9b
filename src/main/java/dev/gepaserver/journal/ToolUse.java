package dev.gepaserver.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a reply asks of tools.
 *
 * @param calls at least one, in the reply's order
 * @param state what the provider wants to be sent back with them as it was, such as signed
 *     thoughts; null where it wants nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ToolUse(List<ToolRequest> calls, @Nullable JsonNode state) {

  /** Copies the list. */
  public ToolUse {
    calls = List.copyOf(calls);
  }
}
