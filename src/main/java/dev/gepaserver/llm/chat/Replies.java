package dev.gepaserver.llm.chat;

import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.Usage;
import dev.gepaserver.llm.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import tools.jackson.databind.JsonNode;

/** What dialects share in reading answers. */
public final class Replies {

  private Replies() {}

  /**
   * The answer's first choice.
   *
   * @throws AttemptFailedException where it has none
   */
  public static Generation first(@Nullable ChatResponse response) throws AttemptFailedException {
    List<Generation> all = response == null ? List.of() : response.getResults();
    if (all.isEmpty()) {
      throw AttemptFailedException.spoiled("malformed", "the answer has no choices");
    }
    return all.getFirst();
  }

  /** The choice's text, empty where it has none. */
  public static String text(Generation generation) {
    String text = generation.getOutput().getText();
    return text == null ? "" : text;
  }

  /** What an answer's own counts say, at no cost; each 0 where it is missing. */
  public static Usage usage(JsonNode input, JsonNode cached, JsonNode reasoning, JsonNode output) {
    return new Reply(
            "", "other", input.asLong(0), cached.asLong(0), reasoning.asLong(0), output.asLong(0))
        .usage();
  }

  /** A count of tokens, 0 where it is missing. */
  public static long tokens(@Nullable Number count) {
    return count == null ? 0 : Math.max(0, count.longValue());
  }
}
