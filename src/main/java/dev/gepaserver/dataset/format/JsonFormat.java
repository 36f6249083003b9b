package dev.gepaserver.dataset.format;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Storable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ObjectNode;

/**
 * One JSON object, whose field {@code items} lists the rows; its other fields are given back. What
 * is no JSON is refused as {@code malformed-json} (400).
 */
public final class JsonFormat implements ImportFormat {

  private static final String ITEMS = "items";
  private static final ObjectReader VALUES =
      Json.MAPPER.readerFor(JsonNode.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @Override
  public ObjectNode read(Utf8Reader in, RowSink rows) {
    try (JsonParser parser = Json.MAPPER.createParser(in)) {
      return new Body(parser, in, rows).read();
    }
  }

  /** A body under way. */
  private static final class Body {

    private final JsonParser parser;
    private final Utf8Reader in;
    private final RowSink rows;
    private final ObjectNode rest = Json.object();
    // Of the row that is being read; 0 outside of them.
    private long row;

    Body(JsonParser parser, Utf8Reader in, RowSink rows) {
      this.parser = parser;
      this.in = in;
      this.rows = rows;
    }

    ObjectNode read() {
      try {
        readObject();
      } catch (JacksonException e) {
        throw malformed(Json.trouble(e));
      } catch (NumberFormatException e) {
        throw malformed("a number's exponent is beyond what is read");
      }
      if (in.trouble() != null) {
        throw malformed("");
      }
      return rest;
    }

    private void readObject() {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        rows.broken("", "the body must be a JSON object with name and items");
        return;
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = Storable.text(parser.currentName());
        if (parser.nextToken() == JsonToken.START_ARRAY && name.equals(ITEMS)) {
          readItems();
        } else {
          rest.set(name, Storable.json(value()));
        }
      }
      if (parser.nextToken() != null) {
        throw malformed("there is something after the end of the JSON value");
      }
    }

    private void readItems() {
      for (row = 1; parser.nextToken() != JsonToken.END_ARRAY; row++) {
        long line = parser.currentTokenLocation().getLineNr();
        JsonNode item = value();
        in.rowRead();
        rows.row(item, line);
      }
      row = 0;
    }

    private JsonNode value() {
      return VALUES.readValue(parser);
    }

    private ApiException malformed(String reason) {
      String where = row == 0 ? "the body" : "row " + row;
      String trouble = in.trouble();
      return new ApiException(
          400,
          "malformed-json",
          trouble == null
              ? "%s cannot be read: %s at line %d, column %d"
                  .formatted(
                      where,
                      reason,
                      parser.currentLocation().getLineNr(),
                      parser.currentLocation().getColumnNr())
              : "%s %s (line %d)".formatted(where, trouble, in.line()));
    }
  }
}
