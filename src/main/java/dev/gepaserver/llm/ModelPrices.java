package dev.gepaserver.llm;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the models of one provider cost: by its settings, else by the table of list prices. In the
 * settings names of models are compared by their letters and digits alone, in any case, because
 * environment variables and relaxed settings keep nothing else of {@code gpt-4.1-mini}.
 */
final class ModelPrices {

  // A model's own name may end in "-cached".
  private static final Pattern SETTING =
      Pattern.compile(
          "(.+?)[.\\-_]?(cached-?input|(?<=[._])cached[._]input|input|output)[.\\-_]?usd[.\\-_]?per[.\\-_]?million",
          Pattern.CASE_INSENSITIVE);
  private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);

  private final Map<String, Map<String, BigDecimal>> set = new HashMap<>();
  private final PriceTable.Section listed;

  /**
   * Reads the settings.
   *
   * @param listed what the table has of the provider
   * @throws IllegalArgumentException where a setting is no price, or a model has only one of the
   *     two that are needed
   */
  ModelPrices(Map<String, String> settings, PriceTable.Section listed) {
    this.listed = listed;
    settings.forEach(this::read);
    set.forEach((model, prices) -> {
      if (!prices.containsKey("input") || !prices.containsKey("output")) {
        throw new IllegalArgumentException(
            "prices of " + model + " need both input-usd-per-million and output-usd-per-million");
      }
    });
  }

  /** The prices of a model; null where they are not known. */
  @Nullable TokenPrices of(String model) {
    Map<String, BigDecimal> prices = set.get(plain(model));
    if (prices != null) {
      return new TokenPrices(
          Objects.requireNonNull(prices.get("input")),
          prices.get("cachedinput"),
          Objects.requireNonNull(prices.get("output")),
          TokenPrices.SETTING);
    }
    PriceTable.Listed known = listed.find(model);
    return known == null ? null : known.prices();
  }

  /** The models that have a list price. */
  Set<String> listed() {
    return listed.models().keySet();
  }

  /** Tokens of a model's prompt and reply together; null where it is not known. */
  @Nullable Integer contextTokens(String model) {
    PriceTable.Listed known = listed.find(model);
    return known == null ? null : (Integer) known.context();
  }

  private void read(String name, String value) {
    Matcher matcher = SETTING.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "prices."
              + name
              + " is unknown; known are prices.MODEL.input-usd-per-million,"
              + " prices.MODEL.cached-input-usd-per-million and prices.MODEL.output-usd-per-million");
    }
    set.computeIfAbsent(plain(matcher.group(1)), model -> new HashMap<>())
        .put(plain(matcher.group(2)), usd(name, value));
  }

  private static BigDecimal usd(String name, String value) {
    try {
      BigDecimal usd = new BigDecimal(value.strip());
      if (usd.signum() >= 0 && usd.compareTo(MOST) <= 0) {
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
