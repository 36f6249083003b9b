package dev.gepaserver.dataset.format;

import dev.gepaserver.common.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** NDJSON: a JSON object on each line. Blank lines are passed over. */
public final class NdjsonFormat implements ImportFormat {

  @Override
  public ObjectNode read(Utf8Reader in, RowSink rows) {
    try {
      BufferedReader lines = new BufferedReader(in);
      String line = next(lines, in);
      for (long number = 1; line != null; number++) {
        String after = next(lines, in);
        boolean broken = after == null && in.trouble() != null && number == in.line();
        if (!broken && !line.isBlank()) {
          row(line, number, rows);
        }
        line = after;
      }
      if (in.trouble() != null) {
        rows.faulty(in.line(), in.trouble());
      }
      return Json.object();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable String next(BufferedReader lines, Utf8Reader in) throws IOException {
    in.rowRead();
    return lines.readLine();
  }

  private static void row(String line, long number, RowSink rows) {
    try {
      rows.row(Json.parse(line), number);
    } catch (JacksonException e) {
      int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
      rows.faulty(
          number,
          "cannot be read as JSON: %s%s"
              .formatted(Json.trouble(e), column < 1 ? "" : " at column " + column));
    }
  }
}
