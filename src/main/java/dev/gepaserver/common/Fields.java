package dev.gepaserver.common;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Strict reading of a JSON object: every method reads one field, notes a fault where it is not what
 * it should be, and gives some value to go on with, so that all faults are found in one pass.
 * {@link #rejectUnknown()} comes last and names every field that nobody asked for. A JSON null
 * counts as left out. Not thread-safe.
 */
public final class Fields {

  private final JsonNode object;
  private final String pointer;
  private final Faults faults;
  private final List<String> known = new ArrayList<>();

  private Fields(JsonNode object, String pointer, Faults faults) {
    this.object = object;
    this.pointer = pointer;
    this.faults = faults;
  }

  /** Begins reading an object; anything else is a fault, and is then read as an empty object. */
  public static Fields of(JsonNode node, String pointer, Faults faults) {
    if (node.isObject()) {
      return new Fields(node, pointer, faults);
    }
    faults.add(pointer, "must be a JSON object, not " + kind(node));
    return new Fields(Json.object(), pointer, faults);
  }

  /** Where faults are gathered. */
  public Faults faults() {
    return faults;
  }

  /** JSON pointer of this object. */
  public String pointer() {
    return pointer;
  }

  /** JSON pointer of one of its fields. */
  public String pointer(String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  /** Notes a fault of one of its fields. */
  public void fault(String name, String detail) {
    faults.add(pointer(name), detail);
  }

  /**
   * Notes a fault that lies in the settings of the service as much as in the field. Where the input
   * was accepted before, nothing is asked and nothing noted.
   *
   * @param wrong what does not fit the settings; null where all is well
   */
  public void settingsFault(String name, Supplier<@Nullable String> wrong) {
    if (faults.mindSettings()) {
      String detail = wrong.get();
      if (detail != null) {
        fault(name, detail);
      }
    }
  }

  /** The names that stand in the object, in its order. */
  public Collection<String> names() {
    return object.propertyNames();
  }

  /** Whether the field is given; asking makes it a known field. */
  public boolean has(String name) {
    return raw(name) != null;
  }

  /** The field's value as it is; null where left out. */
  public @Nullable JsonNode raw(String name) {
    known.add(name);
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /** The same, but the field is left for somebody else to ask for. */
  public @Nullable JsonNode peek(String name) {
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /** An optional text of at most so many characters. */
  public @Nullable String text(String name, int maxLength) {
    JsonNode value = raw(name);
    if (value == null) {
      return null;
    }
    if (!value.isString()) {
      fault(name, "must be a text, not " + kind(value));
      return null;
    }
    String text = Storable.text(value.stringValue());
    if (text.length() > maxLength) {
      fault(
          name,
          "is %,d characters long, at most %,d are allowed".formatted(text.length(), maxLength));
    }
    return text;
  }

  /** A text with a default. */
  public String text(String name, String fallback, int maxLength) {
    String text = text(name, maxLength);
    return text == null ? fallback : text;
  }

  /** A text that must be given and not be blank. */
  public String requiredText(String name, int maxLength) {
    String text = text(name, maxLength);
    if (text == null) {
      missing(name, "a text");
      return "";
    }
    if (text.isBlank()) {
      fault(name, "must not be empty");
    }
    return text;
  }

  /** One of a closed list of names, with a default. */
  public String choice(String name, String fallback, Collection<String> allowed) {
    JsonNode value = raw(name);
    if (value == null) {
      return fallback;
    }
    if (!value.isString() || !allowed.contains(value.stringValue())) {
      fault(
          name,
          abbreviated(Json.write(value)) + " is not known; known are " + Names.listed(allowed));
      return fallback;
    }
    return value.stringValue();
  }

  /** One of a closed list of names that must be given; null where it is not or is not known. */
  public @Nullable String requiredChoice(String name, Collection<String> allowed) {
    if (raw(name) == null) {
      missing(name, "one of " + Names.listed(allowed));
      return null;
    }
    String found = choice(name, "", allowed);
    return found.isEmpty() ? null : found;
  }

  /** A true or false with a default. */
  public boolean flag(String name, boolean fallback) {
    JsonNode value = raw(name);
    if (value == null) {
      return fallback;
    }
    if (!value.isBoolean()) {
      fault(name, "must be true or false, not " + kind(value));
      return fallback;
    }
    return value.booleanValue();
  }

  /** An optional whole number within a range, both ends included. */
  public @Nullable Long whole(String name, long min, long max) {
    JsonNode value = raw(name);
    if (value == null) {
      return null;
    }
    String range = "a whole number from %d to %d".formatted(min, max);
    if (!value.isIntegralNumber()) {
      fault(name, "must be %s, not %s".formatted(range, kind(value)));
      return null;
    }
    BigInteger whole = value.bigIntegerValue();
    if (whole.compareTo(BigInteger.valueOf(min)) < 0
        || whole.compareTo(BigInteger.valueOf(max)) > 0) {
      fault(
          name,
          "%s is out of range, it must be %s".formatted(abbreviated(whole.toString()), range));
      return null;
    }
    return whole.longValueExact();
  }

  /** A whole number within a range, with a default. */
  public int whole(String name, int fallback, int min, int max) {
    Long value = whole(name, (long) min, (long) max);
    return value == null ? fallback : value.intValue();
  }

  /** An optional whole number of any size up to so many bits. */
  public @Nullable BigInteger bigWhole(String name, int maxBits) {
    JsonNode value = raw(name);
    if (value == null) {
      return null;
    }
    if (!value.isIntegralNumber() || value.bigIntegerValue().bitLength() > maxBits) {
      fault(name, "must be a whole number of at most %d bits".formatted(maxBits));
      return null;
    }
    return value.bigIntegerValue();
  }

  /** An optional finite number within a range, both ends included. */
  public @Nullable Double number(String name, double min, double max) {
    JsonNode value = raw(name);
    if (value == null) {
      return null;
    }
    Double number = Json.finite(value);
    if (number == null) {
      fault(name, "must be a finite number, not " + kind(value));
      return null;
    }
    if (number < min || number > max) {
      fault(
          name,
          "%s is out of range, it must be from %s to %s".formatted(number, plain(min), plain(max)));
      return null;
    }
    return number;
  }

  /** A finite number within a range, with a default. */
  public double number(String name, double fallback, double min, double max) {
    Double value = number(name, min, max);
    return value == null ? fallback : value;
  }

  /** An optional amount of USD, above 0 and at most a million, as nano-dollars. */
  public @Nullable Long usd(String name) {
    JsonNode value = raw(name);
    if (value == null) {
      return null;
    }
    Double amount = Json.finite(value);
    if (amount == null || amount <= 0 || amount > 1_000_000) {
      fault(name, "must be an amount of USD above 0 and at most 1000000");
      return null;
    }
    return Money.nanos(
        value.isBigDecimal()
            ? (BigDecimal) value.numberValue()
            : new BigDecimal(value.bigIntegerValue()));
  }

  /** An optional ISO-8601 duration within a range, both ends included. */
  public @Nullable Duration duration(String name, Duration min, Duration max) {
    JsonNode value = raw(name);
    if (value == null) {
      return null;
    }
    String right = "an ISO-8601 duration from %s to %s, such as PT30S".formatted(min, max);
    if (!value.isString()) {
      fault(name, "must be %s, not %s".formatted(right, kind(value)));
      return null;
    }
    try {
      Duration duration = Duration.parse(value.stringValue());
      if (duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      // falls through to the one message that says what is right
    }
    fault(name, "%s is not %s".formatted(abbreviated(Json.write(value)), right));
    return null;
  }

  /** A duration with a default. */
  public Duration duration(String name, Duration fallback, Duration min, Duration max) {
    Duration value = duration(name, min, max);
    return value == null ? fallback : value;
  }

  /** An optional object, to be read in turn. */
  public @Nullable Fields object(String name) {
    JsonNode value = raw(name);
    return value == null ? null : of(value, pointer(name), faults);
  }

  /** An object to be read in turn; left out, it reads as empty, so that defaults apply. */
  public Fields objectOrEmpty(String name) {
    Fields found = object(name);
    return found == null ? new Fields(Json.object(), pointer(name), faults) : found;
  }

  /** An optional list of any values; null where left out, no list, or too long to be read. */
  public @Nullable List<JsonNode> list(String name, int minSize, int maxSize) {
    JsonNode value = raw(name);
    if (value == null) {
      return null;
    }
    if (!value.isArray()) {
      fault(name, "must be a list, not " + kind(value));
      return null;
    }
    if (value.size() < minSize || value.size() > maxSize) {
      fault(
          name,
          "has %,d entries, it must have from %,d to %,d"
              .formatted(value.size(), minSize, maxSize));
    }
    if (value.size() > maxSize) {
      return null;
    }
    return new ArrayList<>(value.values());
  }

  /** A map of texts in its order; empty where left out or too large to be read. */
  public Map<String, String> texts(String name, int maxEntries, int maxLength) {
    Fields map = object(name);
    if (map == null) {
      return Map.of();
    }
    if (map.names().size() > maxEntries) {
      fault(
          name,
          "has %,d entries, at most %,d are allowed".formatted(map.names().size(), maxEntries));
      return Map.of();
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (String key : map.names()) {
      String text = map.text(key, maxLength);
      if (text == null && !map.has(key)) {
        map.fault(key, "must be a text, not null");
      }
      texts.put(Storable.text(key), text == null ? "" : text);
    }
    return Collections.unmodifiableMap(texts);
  }

  /** Notes that a field is missing and what it should be. */
  public void missing(String name, String right) {
    fault(name, "is missing; it must be " + right);
  }

  /** Notes every field that was not asked for until now. */
  public void rejectUnknown() {
    Set<String> fields = new LinkedHashSet<>(known);
    String detail = "is no field here; known are " + Names.listed(fields);
    for (String name : object.propertyNames()) {
      if (!fields.contains(name)) {
        fault(name, detail);
      }
    }
  }

  /** What a value is, in words for a message. */
  public static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      case STRING -> "the text " + abbreviated(Json.write(node));
      case NUMBER -> "the number " + abbreviated(node.toString());
      case BOOLEAN -> node.toString();
      case NULL, MISSING -> "null";
      case BINARY, POJO -> "a " + node.getNodeType();
    };
  }

  private static String abbreviated(String text) {
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}
