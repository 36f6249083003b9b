package dev.gepaserver.dataset;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps the rows of an import in a file while they come, so that no transaction waits for a client,
 * and gives them as lines of {@code COPY}'s text form: position, label, JSON. The file goes when it
 * is closed.
 */
public final class RowSpool implements RowCheck.Store, Closeable {

  private final Path file;
  private final BufferedWriter out;

  private RowSpool(Path file, BufferedWriter out) {
    this.file = file;
    this.out = out;
  }

  static RowSpool open() {
    try {
      Path file = Files.createTempFile("gepa-import-", ".rows");
      return new RowSpool(file, Files.newBufferedWriter(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void put(int place, String id, String json) {
    try {
      out.write(Integer.toString(place));
      out.write('\t');
      escape(id);
      out.write('\t');
      escape(json);
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void escape(String text) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.write("\\\\");
        case '\n' -> out.write("\\n");
        case '\r' -> out.write("\\r");
        case '\t' -> out.write("\\t");
        default -> out.write(c);
      }
    }
  }

  /** Reads what was put by, a line for each row, from the first on. */
  public BufferedReader lines() throws IOException {
    out.flush();
    return Files.newBufferedReader(file, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete();
    }
  }

  private void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
