package dev.gepaserver.llm.chat;

import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.Usage;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.ModelRequest;
import dev.gepaserver.llm.Reply;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How one protocol says what all of them say. Safe for use by many threads. */
public interface Dialect {

  /** Spring AI's options for the model: its name, and whatever cannot be left out. */
  ChatOptions options(ModelRef model);

  /**
   * The job's options as they stand in the request's body; put over what Spring AI writes, field by
   * field, because it passes on only part of them.
   */
  ObjectNode body(ModelRef model);

  /**
   * Fields of the request that are the job's alone: whatever Spring AI writes there, such as
   * defaults of its own, is dropped.
   */
  default List<String> own() {
    return List.of();
  }

  /**
   * Puts into a request what Spring AI loses where tools are offered: whole schemas, and what the
   * provider wants to be sent back with calls of tools as it was.
   *
   * @param body the request's, as it would be sent
   */
  default void adapt(ObjectNode body, ModelRequest request) {}

  /**
   * What of an answer has to be sent back as it was, should it ask for tools; null where there is
   * nothing.
   *
   * @param answer the whole of it, not completed yet
   */
  default @Nullable JsonNode state(ObjectNode answer) {
    return null;
  }

  /**
   * What an answer says that it took, at no cost; read where the answer itself cannot be used.
   *
   * @param answer the whole of it, not completed
   */
  Usage usage(ObjectNode answer);

  /** A tool's result as Spring AI wants to be told it. */
  default String result(String content) {
    return content;
  }

  /**
   * The reply, without what it asks of tools.
   *
   * @throws AttemptFailedException where the answer holds none
   */
  Reply reply(ChatResponse response) throws AttemptFailedException;

  /**
   * Completes an answer that Spring AI could not read as it is, by changing its tree; null where
   * every answer can be read.
   */
  default @Nullable Consumer<ObjectNode> completion() {
    return null;
  }
}
