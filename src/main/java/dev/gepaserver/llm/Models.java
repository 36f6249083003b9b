package dev.gepaserver.llm;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Fields;
import dev.gepaserver.journal.CallScope;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every model that the configured providers offer. Safe for use by many threads; calls block, so
 * use virtual threads.
 */
public interface Models {

  /** Tokens that a message takes at most besides its content. */
  int TOKENS_A_MESSAGE = 16;

  /** Tokens that a prompt takes at most besides its messages. */
  int TOKENS_A_CALL = 64;

  /**
   * How many attempts of one call are billed at most where a job's cost has a hard limit; the last
   * one is answered, or the call has failed.
   */
  int BILLED_ATTEMPTS = 2;

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
  ModelCall ask(CallScope scope, String call, Role role, ModelRequest request);

  /** The same without tools. */
  default ModelCall ask(
      CallScope scope, String call, Role role, ModelRef model, List<ChatMessage> messages) {
    return ask(scope, call, role, ModelRequest.of(model, messages));
  }

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
   * What so many tokens cost, none of them from a cache. What only simulates costs nothing unless
   * it has prices.
   *
   * @return nano-dollars, rounded up; null where the model's price is not known
   */
  default @Nullable Long costNanos(ModelRef model, long inputTokens, long outputTokens) {
    TokenPrices prices = model.prices();
    if (prices != null) {
      return prices.costNanos(inputTokens, 0, outputTokens);
    }
    return simulated(model) ? 0L : null;
  }

  /**
   * What one call costs at most, with its attempts that may be billed: {@value #BILLED_ATTEMPTS},
   * but one where the provider only simulates, which loses nothing. A prompt has no more tokens
   * than UTF-8 bytes, but for {@value #TOKENS_A_MESSAGE} that each message may take besides and
   * {@value #TOKENS_A_CALL} once; a reply no more than the model's {@code maxTokens}.
   *
   * @param bytes of the contents of all messages, in UTF-8
   * @return nano-dollars of any size; 0 where nothing is known of the price
   */
  default BigInteger mostNanos(ModelRef model, long bytes, long messages) {
    TokenPrices prices = model.prices();
    Integer maxTokens = model.maxTokens();
    return prices == null
        ? BigInteger.ZERO
        : prices
            .mostNanos(
                mostTokens(bytes, messages), maxTokens == null ? Integer.MAX_VALUE : maxTokens)
            .multiply(BigInteger.valueOf(simulated(model) ? 1 : BILLED_ATTEMPTS));
  }

  /** Tokens that a prompt of so many UTF-8 bytes in so many messages has at most. */
  static long mostTokens(long bytes, long messages) {
    return bytes + messages * TOKENS_A_MESSAGE + TOKENS_A_CALL;
  }

  /** Tokens of a prompt and its reply together that a model takes; null where it is not known. */
  default @Nullable Integer contextTokens(ModelRef model) {
    return null;
  }
}
