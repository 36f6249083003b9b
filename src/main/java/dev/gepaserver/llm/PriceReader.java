package dev.gepaserver.llm;

import dev.gepaserver.common.Fields;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the prices that a job gives for a model, strictly. */
final class PriceReader {

  private static final int MOST_USD = 1_000_000;
  private static final int MOST_PLACES = 12;
  private static final int MAX_AS_OF = 20;
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}(-\\d{2})?");

  private PriceReader() {}

  /** The prices at a field; null where left out, or where there are faults. */
  static @Nullable TokenPrices read(Fields model, String name) {
    Fields fields = model.object(name);
    if (fields == null) {
      return null;
    }
    BigDecimal input = required(fields, "inputUsdPerMillion");
    BigDecimal cached = usd(fields, "cachedInputUsdPerMillion");
    BigDecimal output = required(fields, "outputUsdPerMillion");
    String asOf = fields.text("asOf", TokenPrices.JOB, MAX_AS_OF);
    if (!asOf.equals(TokenPrices.JOB)
        && !asOf.equals(TokenPrices.SETTING)
        && !DATE.matcher(asOf).matches()) {
      fields.fault(
          "asOf",
          "must be left out for prices of your own; setting, or a date, stands where prices were copied into a job");
    }
    fields.rejectUnknown();
    return input == null || output == null ? null : new TokenPrices(input, cached, output, asOf);
  }

  private static @Nullable BigDecimal required(Fields fields, String name) {
    if (!fields.has(name)) {
      fields.missing(name, "USD per million tokens");
    }
    return usd(fields, name);
  }

  private static @Nullable BigDecimal usd(Fields fields, String name) {
    Double number = fields.number(name, 0, MOST_USD);
    JsonNode value = fields.raw(name);
    if (number == null || value == null) {
      return null;
    }
    BigDecimal usd = value.decimalValue();
    if (usd.scale() > MOST_PLACES) {
      fields.fault(name, "must have at most " + MOST_PLACES + " decimal places");
      return null;
    }
    return usd;
  }
}
