package dev.gepaserver.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.gepaserver.common.Fields;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What part of a data set is meant: of the rows that have the values of {@code where}, the share of
 * {@code split}, and of that the first {@code limit}. Written as JSON and read again it is equal to
 * itself.
 *
 * @param dataset name or id; the id once it was found
 * @param version from 1; null for the newest, until it was found
 * @param where dotted name of a field → the text, number, true or false that it must hold
 * @param split null for all
 * @param limit at least 1; null for all
 * @param rows how many rows are meant; null where that was not said and not found yet
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"dataset", "version", "where", "split", "limit", "rows"})
public record DatasetRef(
    String dataset,
    @Nullable Integer version,
    Map<String, JsonNode> where,
    @Nullable RandomShare split,
    @Nullable Integer limit,
    @Nullable Integer rows) {

  private static final int MAX_NAME = 200;
  private static final int MAX_SEED_BITS = 64;
  private static final int MAX_PLACES = 20;

  /** Copies the map, order kept. */
  public DatasetRef {
    where = Collections.unmodifiableMap(new LinkedHashMap<>(where));
  }

  /** Reads one strictly; where there are faults, some value to go on with. */
  public static DatasetRef read(Fields fields) {
    String dataset = fields.requiredText("dataset", MAX_NAME);
    Integer version = whole(fields, "version", Integer.MAX_VALUE);
    Map<String, JsonNode> where = where(fields);
    RandomShare split = split(fields);
    Integer limit = whole(fields, "limit", ExampleSetReader.MAX_EXAMPLES);
    Integer rows = whole(fields, "rows", ExampleSetReader.MAX_EXAMPLES);
    fields.rejectUnknown();
    return new DatasetRef(dataset, version, where, split, limit, rows);
  }

  private static @Nullable Integer whole(Fields fields, String name, int max) {
    Long value = fields.whole(name, 1L, (long) max);
    return value == null ? null : (Integer) value.intValue();
  }

  private static Map<String, JsonNode> where(Fields fields) {
    Fields given = fields.object("where");
    Map<String, JsonNode> where = new LinkedHashMap<>();
    if (given == null) {
      return where;
    }
    for (String name : given.names()) {
      JsonNode value = given.raw(name);
      if (value == null || value.isContainer()) {
        given.fault(
            name,
            "must be a text, a number, true or false, not "
                + (value == null ? "null" : Fields.kind(value)));
      } else {
        where.put(name, value);
      }
    }
    return where;
  }

  private static @Nullable RandomShare split(Fields fields) {
    Fields given = fields.object("split");
    if (given == null) {
      return null;
    }
    BigInteger seed = given.bigWhole("seed", MAX_SEED_BITS);
    BigDecimal from = share(given, "from", BigDecimal.ZERO);
    BigDecimal to = share(given, "to", BigDecimal.ONE);
    given.rejectUnknown();
    if (from.compareTo(to) >= 0) {
      given.fault("to", "must be greater than from");
      return null;
    }
    return new RandomShare(seed == null ? BigInteger.ZERO : seed, from, to);
  }

  private static BigDecimal share(Fields fields, String name, BigDecimal fallback) {
    JsonNode value = fields.raw(name);
    Double number = fields.number(name, 0, 1);
    if (value == null || number == null) {
      return fallback;
    }
    // What has its last digit at the billionth place would be written out when it is multiplied.
    BigDecimal share = value.decimalValue();
    if (share.stripTrailingZeros().scale() > MAX_PLACES) {
      fields.fault(name, "has more than %d decimal places".formatted(MAX_PLACES));
      return fallback;
    }
    return share;
  }

  /** The same with what was found. */
  DatasetRef found(String id, int itsVersion, int itsRows) {
    return new DatasetRef(id, itsVersion, where, split, limit, itsRows);
  }

  /** The same without a word on how many rows are meant. */
  public DatasetRef withoutRows() {
    return new DatasetRef(dataset, version, where, split, limit, null);
  }
}
