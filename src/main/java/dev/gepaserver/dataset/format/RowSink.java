package dev.gepaserver.dataset.format;

import tools.jackson.databind.JsonNode;

/** Takes what is read of an import, row by row. */
public interface RowSink {

  /**
   * Takes the next row.
   *
   * @param row any value
   * @param line where it begins, from 1
   */
  void row(JsonNode row, long line);

  /**
   * Takes note of a row that cannot be read; it counts as one.
   *
   * @param line where it begins, from 1
   * @param detail what is wrong with it
   */
  void faulty(long line, String detail);

  /** Takes note of what is wrong with the whole; nothing follows. */
  void broken(String pointer, String detail);
}
