package dev.gepaserver.llm;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Fields;
import dev.gepaserver.journal.CallScope;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every model that the configured providers offer. Safe for use by many threads; calls block, so
 * use virtual threads.
 */
public interface Models {

  /**
   * Asks a model, unless the journal has its answer; retries and waits as the provider's settings
   * and the job's outage timeout say, and keeps the provider's limits.
   *
   * @param call path of this call within the scope
   * @return the recorded call, always answered ({@code error} null); an empty or truncated reply is
   *     an answer
   * @throws CallFailedException typed by what becomes of it; {@code Hopeless} and {@code Faulty}
   *     are recorded, an {@code Outage} is not
   */
  ModelCall ask(
      CallScope scope, String call, Role role, ModelRef model, List<ChatMessage> messages);

  /**
   * Reads a model at the given field, {@code "provider/model"} or an object, noting every fault:
   * provider unknown (with the list of known ones) or unusable (with the reason), options out of
   * range or unknown. What was accepted before is not held against the providers again.
   *
   * @return the model; where there are faults, some value to go on reading with
   */
  ModelRef read(Fields fields, String name);

  /** Whether this provider only simulates. */
  boolean simulated(ModelRef model);

  /**
   * What so many tokens cost.
   *
   * @return nano-dollars, rounded up; null where the model's price is not known
   */
  default @Nullable Long costNanos(ModelRef model, long inputTokens, long outputTokens) {
    return simulated(model) ? 0L : null;
  }
}
