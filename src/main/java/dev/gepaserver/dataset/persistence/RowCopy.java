package dev.gepaserver.dataset.persistence;

import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.dataset.RowSpool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Inserts the rows of a collection by {@code COPY}. Joins its caller's transaction. */
@Component
class RowCopy {

  private static final String SQL =
      "COPY data_row (collection_id, position, label, data, language) FROM STDIN";
  private static final String NULL = "\\N";
  private static final int BUFFER = 1 << 16;

  /** What PostgreSQL says where a text has more words than it can keep. */
  private static final String TOO_MUCH = "54000";

  private static final Pattern LINE = Pattern.compile("line (\\d{1,9})");

  private final JdbcTemplate jdbc;

  RowCopy(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  void insert(UUID collection, @Nullable String language, RowSpool rows) {
    jdbc.execute(
        (ConnectionCallback<@Nullable Void>)
            connection -> {
              send(connection, collection, language, rows);
              return null;
            });
  }

  private static void send(
      Connection connection, UUID collection, @Nullable String language, RowSpool rows)
      throws SQLException {
    byte[] before = (collection + "\t").getBytes(StandardCharsets.UTF_8);
    byte[] after =
        ("\t" + (language == null ? NULL : language) + "\n").getBytes(StandardCharsets.UTF_8);
    PGCopyOutputStream copy =
        new PGCopyOutputStream(connection.unwrap(PGConnection.class), SQL, BUFFER);
    try (BufferedReader lines = rows.lines()) {
      write(lines, before, after, copy);
      copy.endCopy();
    } catch (IOException e) {
      throw e.getCause() instanceof SQLException sql ? refused(sql) : new SQLException(e);
    } catch (SQLException e) {
      throw refused(e);
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static void write(BufferedReader lines, byte[] before, byte[] after, OutputStream out)
      throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      out.write(before);
      out.write(line.getBytes(StandardCharsets.UTF_8));
      out.write(after);
    }
    out.flush();
  }

  /** A document that has too many words is its sender's fault; everything else is ours. */
  private static SQLException refused(SQLException e) {
    if (!TOO_MUCH.equals(e.getSQLState())) {
      return e;
    }
    ServerErrorMessage message =
        e instanceof PSQLException sql ? sql.getServerErrorMessage() : null;
    String where = message == null ? null : message.getWhere();
    Matcher line = LINE.matcher(where == null ? "" : where);
    int row = line.find() ? Integer.parseInt(line.group(1)) : 0;
    throw new InvalidInputException(
        row == 0 ? "/items" : "/items/%d/text".formatted(row - 1),
        "%s: the text has more different words than can be searched; split it"
            .formatted(row == 0 ? "a row" : "row " + row));
  }
}
