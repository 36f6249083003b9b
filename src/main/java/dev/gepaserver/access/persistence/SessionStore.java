package dev.gepaserver.access.persistence;

import dev.gepaserver.access.KeyHolder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Browsers that are logged in, by the hashes of their cookies. */
@Repository
public class SessionStore {

  /** Browsers that one key keeps logged in; the oldest go. */
  public static final int OF_ONE_KEY = 50;

  private final JdbcClient jdbc;

  SessionStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Keeps a new session; forgets those that are over, and the oldest where a key has too many. */
  @Transactional
  public void insert(byte[] hash, UUID keyId, Instant now, Instant expiresAt) {
    jdbc.sql("DELETE FROM access_session WHERE expires_at < ?").param(Timestamp.from(now)).update();
    jdbc.sql("INSERT INTO access_session (hash, key_id, expires_at) VALUES (?, ?, ?)")
        .params(hash, keyId, Timestamp.from(expiresAt))
        .update();
    jdbc.sql(
            """
            DELETE FROM access_session WHERE hash IN (
              SELECT hash FROM access_session WHERE key_id = ? ORDER BY expires_at DESC, hash OFFSET ?)
            """)
        .params(keyId, OF_ONE_KEY)
        .update();
  }

  /** A session that is not over. */
  public Optional<Session> find(byte[] hash, Instant now) {
    return jdbc.sql(
            """
            SELECT s.key_id, k.id, k.name, k.role FROM access_session s
            LEFT JOIN access_key k ON k.id = s.key_id
            WHERE s.hash = ? AND s.expires_at > ?
            """)
        .params(hash, Timestamp.from(now))
        .query((row, n) -> session(row))
        .optional();
  }

  /**
   * A session.
   *
   * @param keyId the key it was begun with
   * @param holder null where the key is none of those made here
   */
  public record Session(UUID keyId, @Nullable KeyHolder holder) {}

  /** Ends a session. */
  public void delete(byte[] hash) {
    jdbc.sql("DELETE FROM access_session WHERE hash = ?").param(hash).update();
  }

  private static Session session(ResultSet row) throws SQLException {
    boolean known = row.getObject("id") != null;
    return new Session(row.getObject("key_id", UUID.class), known ? KeyStore.holder(row) : null);
  }
}
