package dev.gepaserver.llm;

import dev.gepaserver.common.Money;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the models of one provider cost. Names of models are compared by their letters and digits
 * alone, in any case, because environment variables and relaxed settings keep nothing else of
 * {@code gpt-4.1-mini}.
 */
final class ModelPrices {

  private static final Pattern SETTING =
      Pattern.compile(
          "(.+?)[.\\-_]?(input|output)[.\\-_]?usd[.\\-_]?per[.\\-_]?million",
          Pattern.CASE_INSENSITIVE);
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  private record Price(@Nullable BigDecimal input, @Nullable BigDecimal output) {}

  private final Map<String, Price> prices = new HashMap<>();
  private final @Nullable Long otherwise;

  /**
   * Reads the settings.
   *
   * @param otherwise nano-dollars of a call whose model has no price: null for unknown
   * @throws IllegalArgumentException where a setting is no price, or a model has only one of its
   *     two
   */
  ModelPrices(Map<String, String> settings, @Nullable Long otherwise) {
    this.otherwise = otherwise;
    settings.forEach(this::read);
    prices.forEach((model, price) -> {
      if (price.input() == null || price.output() == null) {
        throw new IllegalArgumentException(
            "prices of " + model + " need both input-usd-per-million and output-usd-per-million");
      }
    });
  }

  /** Nano-dollars of a call, rounded up; null where the price is not known. */
  @Nullable Long costNanos(String model, Reply reply) {
    return costNanos(model, reply.inputTokens(), reply.outputTokens());
  }

  /** Nano-dollars of so many tokens, rounded up; null where the price is not known. */
  @Nullable Long costNanos(String model, long inputTokens, long outputTokens) {
    Price price = prices.get(plain(model));
    if (price == null || price.input() == null || price.output() == null) {
      return otherwise;
    }
    BigDecimal usd =
        price
            .input()
            .multiply(BigDecimal.valueOf(inputTokens))
            .add(price.output().multiply(BigDecimal.valueOf(outputTokens)));
    return Money.nanos(usd.divide(MILLION));
  }

  private void read(String name, String value) {
    Matcher matcher = SETTING.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "prices."
              + name
              + " is unknown; known are prices.MODEL.input-usd-per-million and prices.MODEL.output-usd-per-million");
    }
    BigDecimal usd = usd(name, value);
    Price one =
        matcher.group(2).equalsIgnoreCase("input") ? new Price(usd, null) : new Price(null, usd);
    prices.merge(
        plain(matcher.group(1)),
        one,
        (a, b) ->
            new Price(
                b.input() == null ? a.input() : b.input(),
                b.output() == null ? a.output() : b.output()));
  }

  private static BigDecimal usd(String name, String value) {
    try {
      BigDecimal usd = new BigDecimal(value.strip());
      if (usd.signum() >= 0 && usd.compareTo(MILLION) <= 0) {
        return usd;
      }
    } catch (NumberFormatException e) {
      // falls through to the one message that says what is right
    }
    throw new IllegalArgumentException(
        "prices." + name + " is " + value + ", it must be a number of USD from 0 to 1000000");
  }

  private static String plain(String model) {
    return model.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }
}
