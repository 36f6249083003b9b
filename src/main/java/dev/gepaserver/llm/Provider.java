package dev.gepaserver.llm;

import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.ChatMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One configured provider. Safe for use by many threads. Knows nothing of retries, limits, prices
 * or the journal.
 */
public interface Provider extends AutoCloseable {

  /** Models that are known beforehand, for display; may be empty. */
  List<String> models();

  /** Whether it has no other models than these, so that any other can be refused beforehand. */
  default boolean hasOnlyThese() {
    return false;
  }

  /** Which options its models may be given. */
  KnownOptions options();

  /** Why it cannot be used as it is configured; null where it can. */
  @Nullable String unusable();

  /**
   * Asks a model once; blocks.
   *
   * @param attempt the how-many-th attempt of this call it is, from 1
   * @throws AttemptFailedException typed by what becomes of it, in the provider's words, without
   *     secrets
   * @throws InterruptedException where the thread was interrupted
   */
  Reply ask(ModelRef model, List<ChatMessage> messages, int attempt)
      throws AttemptFailedException, InterruptedException;

  /**
   * The same with tools, which are not called here: the reply tells which of them the model asks
   * for. A provider whose models know no tools need not say so.
   *
   * @param attempt as above
   */
  default Reply ask(ModelRequest request, int attempt)
      throws AttemptFailedException, InterruptedException {
    if (!request.tools().isEmpty()) {
      throw AttemptFailedException.hopeless(
          "model-unknown", "models of provider " + request.model().provider() + " know no tools");
    }
    return ask(request.model(), request.messages(), attempt);
  }

  /** Frees what it holds. */
  @Override
  default void close() {}
}
