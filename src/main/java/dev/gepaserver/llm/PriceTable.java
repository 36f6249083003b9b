package dev.gepaserver.llm;

import dev.gepaserver.common.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The list prices and context windows of common models at a date, each provider's with the page it
 * is from. They hold at the provider's own address only: whoever answers elsewhere in the same
 * protocol has prices of its own.
 */
final class PriceTable {

  private static final String RESOURCE = "/prices/2026-11.json";
  private static final PriceTable LATEST = new PriceTable();

  /** A provider's models that the table does not know. */
  static final Section NONE = new Section(Map.of());

  private final Map<String, Section> byType = new HashMap<>();
  private final Map<String, Section> byHost = new HashMap<>();

  /** What is listed for one provider. */
  record Section(Map<String, Listed> models) {

    Section {
      models = Map.copyOf(models);
    }

    /** What is listed for a model of exactly this name; null where nothing is. */
    @Nullable Listed find(String model) {
      return models.get(model);
    }
  }

  /**
   * What is listed for a model.
   *
   * @param context tokens of a prompt and its reply together
   */
  record Listed(TokenPrices prices, int context) {}

  private PriceTable() {
    JsonNode table = read();
    String asOf = table.get("asOf").stringValue();
    for (JsonNode provider : table.get("providers")) {
      Map<String, Listed> models = new HashMap<>();
      provider
          .get("models")
          .properties()
          .forEach(model -> models.put(model.getKey(), listed(model.getValue(), asOf)));
      Section section = new Section(models);
      byType.put(provider.get("type").stringValue(), section);
      byHost.put(provider.get("host").stringValue(), section);
    }
  }

  /**
   * What is listed for a provider.
   *
   * @param type its type
   * @param baseUrl its address; null for the type's own
   */
  static Section of(String type, @Nullable String baseUrl) {
    return baseUrl == null
        ? LATEST.byType.getOrDefault(type, NONE)
        : LATEST.byHost.getOrDefault(host(baseUrl), NONE);
  }

  private static String host(String baseUrl) {
    try {
      URI address = URI.create(baseUrl.strip());
      boolean plain = address.getPort() == -1 && "https".equals(address.getScheme());
      return plain && address.getHost() != null ? address.getHost() : "";
    } catch (IllegalArgumentException e) {
      // The provider's type says what is wrong with it.
      return "";
    }
  }

  private static Listed listed(JsonNode model, String asOf) {
    BigDecimal cached = model.has("cachedInput") ? model.get("cachedInput").decimalValue() : null;
    return new Listed(
        new TokenPrices(
            model.get("input").decimalValue(), cached, model.get("output").decimalValue(), asOf),
        model.get("context").intValue());
  }

  private static JsonNode read() {
    try (InputStream in = PriceTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing");
      }
      return Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
