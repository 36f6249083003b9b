package dev.gepaserver.archive.persistence;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Inserts rows of one table by {@code COPY} in PostgreSQL's binary form, the cheapest way in. Like
 * any statement it joins the caller's transaction, and fails as a whole. A value's class must be
 * the one of its column: {@link Integer} for {@code int}, {@link Long} for {@code bigint}, {@link
 * Double} for {@code double precision}, {@link Boolean}, {@link UUID}, {@link Instant} for {@code
 * timestamptz} (cut to microseconds), {@link String} for {@code text} and {@code json}.
 */
final class Copy<T> {

  private static final byte[] SIGNATURE =
      "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int NO_FLAGS = 0;
  private static final int NO_EXTENSION = 0;
  private static final int END = -1;
  private static final int NULL = -1;
  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");
  // Small, so that the server reads the first rows while the next ones are made.
  private static final int BUFFER = 1 << 13;

  private final String sql;
  private final List<Column<T>> columns;

  /** Makes one for a table. */
  Copy(String table, List<Column<T>> columns) {
    this.columns = List.copyOf(columns);
    this.sql =
        columns.stream()
            .map(Column::name)
            .collect(
                Collectors.joining(", ", "copy " + table + " (", ") from stdin (format binary)"));
  }

  /**
   * A column.
   *
   * @param value what stands in it for a row
   */
  record Column<T>(String name, Function<T, @Nullable Object> value) {}

  /** Inserts; nothing is sent where there are no rows. */
  void insert(JdbcTemplate jdbc, List<T> rows) {
    if (!rows.isEmpty()) {
      jdbc.execute(
          (ConnectionCallback<@Nullable Void>)
              connection -> {
                send(connection, rows);
                return null;
              });
    }
  }

  private void send(Connection connection, List<T> rows) throws SQLException {
    PGCopyOutputStream copy =
        new PGCopyOutputStream(connection.unwrap(PGConnection.class), sql, BUFFER);
    try {
      write(rows, new DataOutputStream(copy));
      copy.endCopy();
    } catch (IOException e) {
      throw e.getCause() instanceof SQLException sqlFailure ? sqlFailure : new SQLException(e);
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private void write(List<T> rows, DataOutputStream out) throws IOException {
    out.write(SIGNATURE);
    out.writeInt(NO_FLAGS);
    out.writeInt(NO_EXTENSION);
    for (T row : rows) {
      out.writeShort(columns.size());
      for (Column<T> column : columns) {
        write(column.value.apply(row), out);
      }
    }
    out.writeShort(END);
    out.flush();
  }

  private static void write(@Nullable Object value, DataOutputStream out) throws IOException {
    switch (value) {
      case null -> out.writeInt(NULL);
      case String text -> {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
      }
      case Integer number -> {
        out.writeInt(Integer.BYTES);
        out.writeInt(number);
      }
      case Long number -> eightBytes(number, out);
      case Double number -> eightBytes(Double.doubleToRawLongBits(number), out);
      case Instant instant -> eightBytes(ChronoUnit.MICROS.between(EPOCH, instant), out);
      case Boolean flag -> {
        out.writeInt(1);
        out.writeBoolean(flag);
      }
      case UUID id -> {
        out.writeInt(2 * Long.BYTES);
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
      }
      default -> throw new IllegalArgumentException("no column holds a " + value.getClass());
    }
  }

  private static void eightBytes(long number, DataOutputStream out) throws IOException {
    out.writeInt(Long.BYTES);
    out.writeLong(number);
  }
}
