package dev.gepaserver.llm.openai;

import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Provider;
import dev.gepaserver.llm.Reply;
import java.util.List;

/**
 * A provider that cannot be used for want of a key.
 *
 * @param models as configured
 * @param unusable why
 */
record KeylessProvider(List<String> models, String unusable) implements Provider {

  @Override
  public Reply ask(ModelRef model, List<ChatMessage> messages, int attempt)
      throws AttemptFailedException {
    throw AttemptFailedException.hopeless("model-key-rejected", unusable);
  }
}
