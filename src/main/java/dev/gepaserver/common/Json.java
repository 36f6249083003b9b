package dev.gepaserver.common;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one JSON mapper for data that is kept, hashed or rendered: key order is kept, a key that
 * stands twice is refused, decimals are not rounded through binary floating point.
 */
public final class Json {

  /** So many levels are read. */
  static final int READ_DEPTH = 300;

  /**
   * So many levels are written, and read of what was written, so that whatever was read can be
   * written inside of something.
   */
  private static final int WRITE_DEPTH = 1000;

  /**
   * So many names, values, beginnings and ends of lists and objects are read of a request's body.
   * Each becomes an object of ours, many times as large as the two bytes that it may take there.
   */
  static final int MOST_TOKENS = 1_000_000;

  /** Reads and writes data. Thread-safe. */
  public static final JsonMapper MAPPER = mapper(READ_DEPTH);

  private static final JsonMapper KEPT = mapper(WRITE_DEPTH);
  private static final JsonMapper BODIES =
      mapper(constraints(READ_DEPTH).maxTokenCount(MOST_TOKENS).build());

  private Json() {}

  private static StreamReadConstraints.Builder constraints(int readDepth) {
    return StreamReadConstraints.builder().maxNestingDepth(readDepth);
  }

  private static JsonMapper mapper(int readDepth) {
    return mapper(constraints(readDepth).build());
  }

  private static JsonMapper mapper(StreamReadConstraints constraints) {
    return JsonMapper.builder(
            JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .streamReadConstraints(constraints)
                .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(WRITE_DEPTH).build())
                .build())
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .build();
  }

  /**
   * Parses one JSON value.
   *
   * @throws tools.jackson.core.JacksonException where the text is not one valid JSON value
   */
  public static JsonNode parse(String text) {
    return parse(MAPPER, text);
  }

  /** Parses one JSON value of at most {@link #MOST_TOKENS} tokens. */
  static JsonNode parseBody(String text) {
    return parse(BODIES, text);
  }

  private static JsonNode parse(JsonMapper mapper, String text) {
    try {
      return mapper.readTree(text);
    } catch (NumberFormatException e) {
      throw beyondNumbers(text, e);
    }
  }

  /**
   * Parses what {@link #write} has written: as deep as that, since values that came from outside
   * stand within others there.
   */
  public static JsonNode kept(String text) {
    return KEPT.readTree(text);
  }

  // The parser takes such a number for well-formed, and fails only where its value is asked for.
  private static StreamReadException beyondNumbers(String text, NumberFormatException cause) {
    String detail = "a number's exponent is beyond what is read";
    try (JsonParser parser = MAPPER.createParser(text)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT && !readable(parser)) {
          return new StreamReadException(parser, detail, parser.currentTokenLocation(), cause);
        }
      }
    }
    return new StreamReadException(null, detail, cause);
  }

  private static boolean readable(JsonParser number) {
    try {
      number.getDecimalValue();
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** Writes a value on one line, keys in the order they have. */
  public static String write(@Nullable Object value) {
    // Most rollouts have neither objectives nor records, and setting up a writer takes longer.
    return value instanceof Map<?, ?> map && map.isEmpty()
        ? "{}"
        : MAPPER.writeValueAsString(value);
  }

  /** Makes a tree of any value that Jackson can write. */
  public static JsonNode tree(@Nullable Object value) {
    return value == null ? JsonNodeFactory.instance.nullNode() : MAPPER.valueToTree(value);
  }

  /** Makes an empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** A value as it stands in a text: strings bare, everything else as JSON. */
  public static String inText(JsonNode value) {
    return value.isString() ? value.stringValue() : write(value);
  }

  /**
   * Finds a value by its dotted name; at each level a key that holds the whole rest of the name
   * goes first, list items go by their place, from 0 and written in its one usual form.
   *
   * @return the value, or null where there is none; a JSON null is a value
   */
  public static @Nullable JsonNode find(JsonNode root, String name) {
    JsonNode whole = child(root, name);
    if (whole != null) {
      return whole;
    }
    for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
      JsonNode head = child(root, name.substring(0, dot));
      JsonNode found = head == null ? null : find(head, name.substring(dot + 1));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable JsonNode child(JsonNode node, String key) {
    if (node.isObject()) {
      return node.get(key);
    }
    return node.isArray() && key.matches("0|[1-9]\\d{0,5}")
        ? node.get(Integer.parseInt(key))
        : null;
  }

  /** What is wrong with a JSON text, without the names of what has read it. */
  public static String trouble(JacksonException e) {
    return e.getOriginalMessage().replaceFirst(", from `[^`]*`", "");
  }

  /** SHA-256 of the value's JSON, as 64 hexadecimal digits. Key order counts. */
  public static String hash(@Nullable Object value) {
    return sha256(write(value));
  }

  /** SHA-256 of a text's UTF-8 bytes, as 64 hexadecimal digits. */
  public static String sha256(String text) {
    return HexFormat.of().formatHex(Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** A finite double, or null where the node is no number or its value is beyond the doubles. */
  public static @Nullable Double finite(JsonNode node) {
    if (!node.isNumber()) {
      return null;
    }
    double value =
        node.isBigDecimal() ? ((BigDecimal) node.numberValue()).doubleValue() : node.doubleValue();
    return Double.isFinite(value) ? value : null;
  }
}
