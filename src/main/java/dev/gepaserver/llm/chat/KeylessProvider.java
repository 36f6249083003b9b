package dev.gepaserver.llm.chat;

import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.llm.KnownOptions;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Provider;
import dev.gepaserver.llm.ProviderSettings;
import dev.gepaserver.llm.Reply;
import java.util.List;

/**
 * A provider that cannot be used for want of a key. No client is made for it at all: it would look
 * for a key in the environment, and send that to whatever address it has.
 *
 * @param models as configured
 * @param options as if it could be used
 * @param unusable why
 */
public record KeylessProvider(List<String> models, KnownOptions options, String unusable)
    implements Provider {

  /** A provider of this name that lacks its key. */
  public static KeylessProvider of(String name, ProviderSettings settings, KnownOptions options) {
    return new KeylessProvider(
        settings.models(),
        options.withNames(settings.extraOptions()),
        "gepa.providers." + name + ".api-key is not set");
  }

  @Override
  public Reply ask(ModelRef model, List<ChatMessage> messages, int attempt)
      throws AttemptFailedException {
    throw AttemptFailedException.hopeless("model-key-rejected", unusable);
  }
}
