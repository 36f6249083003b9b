package dev.gepaserver.archive.persistence;

import dev.gepaserver.common.Json;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads columns. */
final class Rows {

  private static final JsonNode NOTHING = Json.object();

  private Rows() {}

  static List<Integer> ints(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? List.of() : List.of((Integer[]) array.getArray());
  }

  static List<Double> doubles(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? List.of() : List.of((Double[]) array.getArray());
  }

  /** A column's double, or null where it is null or not finite, for which JSON has no number. */
  static @Nullable Double finite(ResultSet row, String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() || !Double.isFinite(value) ? null : value;
  }

  /** As {@link #finite}, of each element. */
  static List<@Nullable Double> finiteDoubles(ResultSet row, String column) throws SQLException {
    List<@Nullable Double> values = new ArrayList<>();
    doubles(row, column).forEach(value -> values.add(Double.isFinite(value) ? value : null));
    return values;
  }

  static @Nullable Integer integer(ResultSet row, String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? null : value;
  }

  static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  static @Nullable JsonNode json(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? null : Json.kept(text);
  }

  /**
   * An object. Mostly there is nothing in it, and of a hundred thousand rows each parser counts.
   */
  static JsonNode object(ResultSet row, String column) throws SQLException {
    String json = row.getString(column);
    return json.equals("{}") ? NOTHING : Json.kept(json);
  }

  static Map<String, String> texts(String json) {
    Map<String, String> texts = new LinkedHashMap<>();
    Json.kept(json).properties().forEach(e -> texts.put(e.getKey(), e.getValue().stringValue()));
    return texts;
  }

  static List<String> names(String json) {
    List<String> names = new ArrayList<>();
    Json.kept(json).forEach(name -> names.add(name.stringValue()));
    return names;
  }

  static SortedMap<String, Double> scores(JsonNode json) {
    SortedMap<String, Double> scores = new TreeMap<>();
    json.properties().forEach(e -> scores.put(e.getKey(), e.getValue().doubleValue()));
    return scores;
  }
}
