package dev.gepaserver.access.persistence;

import dev.gepaserver.access.AuditEntry;
import dev.gepaserver.common.Caller;
import dev.gepaserver.common.Deed;
import dev.gepaserver.common.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The record of deeds; only ever added to. */
@Repository
public class AuditStore {

  private final JdbcClient jdbc;

  AuditStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Notes a deed. */
  public void insert(Instant at, Caller by, Deed deed) {
    jdbc.sql(
            """
            INSERT INTO audit_entry (at, key_id, key_name, action, subject, data)
            VALUES (?, ?, ?, ?, ?, ?::json)
            """)
        .param(Timestamp.from(at))
        .param(by.keyId())
        .param(by.name())
        .param(deed.action())
        .param(deed.subject())
        .param(Json.write(deed.data()))
        .update();
  }

  /**
   * Deeds, newest first.
   *
   * @param before the number of the last one seen; 0 for the first page
   */
  public List<AuditEntry> list(long before, int limit) {
    return jdbc.sql("SELECT * FROM audit_entry WHERE ? = 0 OR id < ? ORDER BY id DESC LIMIT ?")
        .params(before, before, limit)
        .query((row, n) -> entry(row))
        .list();
  }

  private static AuditEntry entry(ResultSet row) throws SQLException {
    return new AuditEntry(
        row.getLong("id"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("key_name"),
        row.getObject("key_id", UUID.class),
        row.getString("action"),
        row.getObject("subject", UUID.class),
        Json.parse(row.getString("data")));
  }
}
