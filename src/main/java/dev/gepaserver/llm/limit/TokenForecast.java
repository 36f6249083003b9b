package dev.gepaserver.llm.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens a call will take, from those before it: a running mean of the tokens a character
 * of its messages takes, and one of the tokens of a reply. Thread-safe.
 */
final class TokenForecast {

  private static final double TOKENS_A_CHARACTER = 0.25;
  private static final int REPLY_TOKENS = 1_000;
  private static final double WEIGHT_OF_THE_LAST = 0.1;

  private record Means(double perCharacter, double reply) {

    Means and(Means last) {
      return new Means(moved(perCharacter, last.perCharacter), moved(reply, last.reply));
    }

    private static double moved(double mean, double last) {
      return mean + (last - mean) * WEIGHT_OF_THE_LAST;
    }
  }

  private final Map<String, Means> kinds = new ConcurrentHashMap<>();

  /**
   * The forecast of one call, at least 1. Of a kind that was never answered: a quarter of the
   * characters, and as many for the reply as it may have, or 1,000.
   *
   * @param kind which calls are alike
   * @param characters of its messages
   * @param maxTokens most tokens of its reply, null where that is open
   */
  long of(String kind, long characters, @Nullable Integer maxTokens) {
    Means means = kinds.get(kind);
    double input = characters * (means == null ? TOKENS_A_CHARACTER : means.perCharacter());
    double reply = maxTokens == null ? REPLY_TOKENS : maxTokens;
    if (means != null) {
      reply = maxTokens == null ? means.reply() : Math.min(maxTokens, means.reply());
    }
    return Math.max(1, (long) Math.ceil(input) + (long) Math.ceil(reply));
  }

  /** What one took. */
  void learn(String kind, long characters, long inputTokens, long outputTokens) {
    if (characters > 0) {
      kinds.merge(
          kind,
          new Means(inputTokens / (double) characters, outputTokens),
          (before, last) -> before.and(last));
    }
  }
}
