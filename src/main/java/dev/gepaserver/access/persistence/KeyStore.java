package dev.gepaserver.access.persistence;

import dev.gepaserver.access.AccessKey;
import dev.gepaserver.access.KeyHolder;
import dev.gepaserver.access.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The keys that were made here; by their hashes only. */
@Repository
public class KeyStore {

  private final JdbcClient jdbc;

  /** On a database. */
  public KeyStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Lets nobody else make or revoke keys until the caller's transaction ends.
   *
   * @return how many keys there are
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public int lock() {
    jdbc.sql("LOCK TABLE access_key IN SHARE ROW EXCLUSIVE MODE").update();
    return jdbc.sql("SELECT count(*) FROM access_key").query(Integer.class).single();
  }

  /** Whether there is a key of that name. */
  public boolean named(String name) {
    return jdbc.sql("SELECT EXISTS (SELECT FROM access_key WHERE name = ?)")
        .param(name)
        .query(Boolean.class)
        .single();
  }

  /** Names of the keys that were made without a key, oldest first. */
  public List<String> madeByNobody() {
    return jdbc.sql("SELECT name FROM access_key WHERE created_by IS NULL ORDER BY id")
        .query((row, n) -> row.getString("name"))
        .list();
  }

  /** Whether there is a key that may do everything. */
  public boolean hasAdmin() {
    return jdbc.sql("SELECT EXISTS (SELECT FROM access_key WHERE role = 'admin')")
        .query(Boolean.class)
        .single();
  }

  /**
   * Keeps a new key.
   *
   * @param key what may be told of it; its hint and time are given
   * @param hash of the whole key
   */
  public void insert(AccessKey key, byte[] hash, Instant createdAt) {
    jdbc.sql(
            """
            INSERT INTO access_key (id, name, role, hint, hash, created_at, created_by)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """)
        .param(key.id())
        .param(key.name())
        .param(key.role())
        .param(key.hint())
        .param(hash)
        .param(Timestamp.from(createdAt))
        .param(key.createdBy())
        .update();
  }

  /** Deletes a key with its sessions; gives its name, empty where there is no such key. */
  public Optional<String> delete(UUID id) {
    jdbc.sql("DELETE FROM access_session WHERE key_id = ?").param(id).update();
    return jdbc.sql("DELETE FROM access_key WHERE id = ? RETURNING name")
        .param(id)
        .query(String.class)
        .optional();
  }

  /** The key that begins so. */
  public Optional<KeptKey> find(String hint) {
    return jdbc.sql("SELECT id, name, role, hash, last_used_at FROM access_key WHERE hint = ?")
        .param(hint)
        .query((row, n) -> kept(row))
        .optional();
  }

  /**
   * A key as it is checked.
   *
   * @param hash SHA-256 of the whole key
   * @param lastUsedAt null where it was never used
   */
  public record KeptKey(KeyHolder holder, byte[] hash, @Nullable Instant lastUsedAt) {}

  /** Notes a use, unless one was noted since. */
  public void used(UUID id, Instant at, Instant since) {
    jdbc.sql(
            """
            UPDATE access_key SET last_used_at = ?
            WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)
            """)
        .params(Timestamp.from(at), id, Timestamp.from(since))
        .update();
  }

  /** All keys, newest first; there are never many. */
  public List<AccessKey> views() {
    return jdbc.sql("SELECT * FROM access_key ORDER BY id DESC")
        .query((row, n) -> view(row))
        .list();
  }

  private static KeptKey kept(ResultSet row) throws SQLException {
    return new KeptKey(holder(row), row.getBytes("hash"), instant(row, "last_used_at"));
  }

  static KeyHolder holder(ResultSet row) throws SQLException {
    return new KeyHolder(
        row.getObject("id", UUID.class),
        row.getString("name"),
        Role.ofWireName(row.getString("role")));
  }

  private static AccessKey view(ResultSet row) throws SQLException {
    return new AccessKey(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getString("role"),
        row.getString("hint"),
        AccessKey.FROM_API,
        instant(row, "created_at"),
        row.getString("created_by"),
        instant(row, "last_used_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
