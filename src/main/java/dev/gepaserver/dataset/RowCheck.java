package dev.gepaserver.dataset;

import dev.gepaserver.common.Fault;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Storable;
import dev.gepaserver.dataset.format.RowSink;
import dev.gepaserver.dataset.format.Utf8Reader;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Checks the rows of an import as they come; good ones are put by as long as all were good. */
final class RowCheck implements RowSink {

  /** Takes rows that are good. */
  interface Store {

    /**
     * Puts a row by.
     *
     * @param place from 0
     * @param json its data
     */
    void put(int place, String id, String json);
  }

  private static final String ITEMS = "/items";
  private static final String TEXT = "text";

  private final CollectionKind kind;
  private final Faults faults;
  private final Store store;
  private final long mostCharacters;
  private final Map<String, Integer> places = new HashMap<>();
  private int size;
  private long characters;

  /**
   * Checks rows of one import.
   *
   * @param mostCharacters that all rows together may have as JSON
   */
  RowCheck(CollectionKind kind, Faults faults, Store store, long mostCharacters) {
    this.mostCharacters = mostCharacters;
    this.kind = kind;
    this.faults = faults;
    this.store = store;
  }

  /** How many rows there were. */
  int size() {
    return size;
  }

  @Override
  public void row(JsonNode given, long line) {
    int place = next();
    if (place < 0) {
      return;
    }
    Faults own = new Faults();
    JsonNode row = Storable.json(given);
    String pointer = ITEMS + "/" + place;
    Fields fields = Fields.of(row, pointer, own);
    String id = ExampleSetReader.readId(fields, place);
    Integer before = places.putIfAbsent(id, place);
    if (before != null) {
      fields.fault(
          "id",
          "'%s'%s is the id of row %d already"
              .formatted(id, fields.has("id") ? "" : " (its place)", before + 1));
    }
    if (kind == CollectionKind.CORPUS && row.isObject()) {
      fields.requiredText(TEXT, CorpusRules.MAX_TEXT);
    }
    for (Fault fault : own.all()) {
      faults.add(fault.pointer(), named(place, line) + fault.detail());
    }
    if (faults.none()) {
      put(place, line, id, Json.write(row));
    }
  }

  /** What is kept may be larger than what came: in CSV the header stands once only. */
  private void put(int place, long line, String id, String json) {
    characters += json.length();
    if (json.length() > Utf8Reader.MAX_ROW) {
      faults.add(
          ITEMS + "/" + place,
          "%shas %,d characters as JSON, at most %,d are allowed"
              .formatted(named(place, line), json.length(), Utf8Reader.MAX_ROW));
    } else if (characters > mostCharacters) {
      faults.add(
          ITEMS,
          "have more than %,d characters as JSON (gepa.limits.import) from row %d (line %d) on"
              .formatted(mostCharacters, place + 1, line));
    } else {
      store.put(place, id, json);
    }
  }

  @Override
  public void faulty(long line, String detail) {
    int place = next();
    if (place >= 0) {
      faults.add(ITEMS + "/" + place, named(place, line) + detail);
    }
  }

  @Override
  public void broken(String pointer, String detail) {
    faults.add(pointer, detail);
  }

  private static String named(int place, long line) {
    return "row %d (line %d): ".formatted(place + 1, line);
  }

  /** The place of the next row; -1 where there are too many. */
  private int next() {
    if (size == ExampleSetReader.MAX_EXAMPLES) {
      faults.add(
          ITEMS, "has more than the %,d rows allowed".formatted(ExampleSetReader.MAX_EXAMPLES));
      return -1;
    }
    return size++;
  }

  /** Notes what can be said only at the end. */
  void end(@Nullable JsonNode items) {
    if (size == 0 && faults.none() && items == null) {
      faults.add(ITEMS, "is missing or empty; there must be at least one row");
    }
  }
}
