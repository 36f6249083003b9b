package dev.gepaserver.dataset.format;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Names;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * CSV after RFC 4180, with a header: commas between fields, double quotes around those that hold
 * commas, quotes or line ends. Every value is a text, blanks included. Empty lines are passed over.
 */
public final class CsvFormat implements ImportFormat {

  private static final int MAX_COLUMNS = 1_000;
  private static final int MAX_NAME = 200;

  @Override
  public ObjectNode read(Utf8Reader in, RowSink rows) {
    CsvReader<CsvRecord> csv =
        CsvReader.builder()
            .allowUnclosedQuote(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(in);
    long[] last = {1};
    try {
      read(csv.iterator(), in, rows, last);
    } catch (CsvParseException e) {
      if (in.trouble() == null) {
        rows.faulty(last[0], "cannot be read as CSV: " + e.getMessage());
      }
    }
    if (in.trouble() != null) {
      rows.faulty(in.line(), in.trouble());
    }
    return Json.object();
  }

  private static void read(Iterator<CsvRecord> csv, Utf8Reader in, RowSink rows, long[] last) {
    List<String> header = null;
    CsvRecord record = csv.hasNext() ? csv.next() : null;
    while (record != null) {
      in.rowRead();
      last[0] = end(record) + 1;
      CsvRecord after;
      CsvParseException failure = null;
      try {
        after = csv.hasNext() ? csv.next() : null;
      } catch (CsvParseException e) {
        after = null;
        failure = e;
      }
      boolean broken = after == null && in.trouble() != null && end(record) >= in.line();
      if (header == null) {
        header = record.getFields();
        if (broken || !checkHeader(header, rows)) {
          return;
        }
      } else if (!broken) {
        row(header, record, rows);
      }
      if (failure != null) {
        throw failure;
      }
      record = after;
    }
    if (header == null && in.trouble() == null) {
      rows.broken("", "is empty; it must begin with a line of column names");
    }
  }

  /** The line that a record ends on. */
  private static long end(CsvRecord record) {
    return record.getStartingLineNumber()
        + record.getFields().stream().flatMapToInt(String::chars).filter(c -> c == '\n').count();
  }

  private static boolean checkHeader(List<String> header, RowSink rows) {
    Set<String> names = new LinkedHashSet<>();
    boolean good = true;
    if (header.size() > MAX_COLUMNS) {
      rows.broken(
          "",
          "the header has %,d columns, at most %,d are allowed"
              .formatted(header.size(), MAX_COLUMNS));
      return false;
    }
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i);
      if (name.isBlank()) {
        rows.broken("", "the header's column %d has no name".formatted(i + 1));
        good = false;
      } else if (name.length() > MAX_NAME) {
        rows.broken(
            "",
            "the name of the header's column %d has %,d characters, at most %d are allowed: '%s'"
                .formatted(i + 1, name.length(), MAX_NAME, Names.abbreviated(name)));
        good = false;
      } else if (!names.add(name)) {
        rows.broken(
            "",
            "the header's column %d is called '%s' like one before it"
                .formatted(i + 1, Names.abbreviated(name)));
        good = false;
      }
    }
    return good;
  }

  private static void row(List<String> header, CsvRecord record, RowSink rows) {
    if (record.getFieldCount() != header.size()) {
      rows.faulty(
          record.getStartingLineNumber(),
          "has %,d fields, and the header %,d".formatted(record.getFieldCount(), header.size()));
      return;
    }
    ObjectNode row = Json.object();
    for (int i = 0; i < header.size(); i++) {
      row.put(header.get(i), record.getField(i));
    }
    rows.row(row, record.getStartingLineNumber());
  }
}
