package dev.gepaserver.dataset.persistence;

import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.CollectionKind;
import dev.gepaserver.dataset.DataCollection;
import dev.gepaserver.dataset.Item;
import dev.gepaserver.dataset.RowSpool;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Keeps data sets and corpora. */
@Repository
public class CollectionStore {

  private static final String COLLECTION =
      "SELECT id, name, version, size, language::text AS language, created_at FROM data_collection ";

  private static final int PAGE_BYTES = 16_000_000;

  private final JdbcClient jdbc;
  private final RowCopy copy;

  CollectionStore(JdbcClient jdbc, RowCopy copy) {
    this.jdbc = jdbc;
    this.copy = copy;
  }

  /** The languages that a corpus may have, as PostgreSQL calls its configurations. */
  public List<String> languages() {
    return jdbc.sql("SELECT DISTINCT cfgname::text FROM pg_ts_config ORDER BY 1")
        .query((row, n) -> row.getString(1))
        .list();
  }

  /**
   * Keeps a new version, all of it or nothing.
   *
   * @param collection its version is given here
   * @return the collection with its version
   * @throws InvalidInputException where a document has more different words than can be kept
   */
  @Transactional
  public DataCollection add(CollectionKind kind, DataCollection collection, RowSpool rows) {
    copy.insert(collection.id(), collection.language(), rows);
    int version = nextVersion(kind, collection.name());
    jdbc.sql(
            """
            INSERT INTO data_collection (id, kind, name, version, size, language, created_at)
            VALUES (?, ?, ?, ?, ?, ?::regconfig, ?)
            """)
        .param(collection.id())
        .param(kind.wireName())
        .param(collection.name())
        .param(version)
        .param(collection.size())
        .param(collection.language())
        .param(Timestamp.from(collection.createdAt()))
        .update();
    return collection.inVersion(version);
  }

  /** Of two imports under one name at once, the second waits here for the first. */
  private int nextVersion(CollectionKind kind, String name) {
    // Nodes of an older version number by what there is, so that is looked at, too.
    return jdbc.sql(
            """
            INSERT INTO collection_name AS known (kind, name, last_version)
            SELECT ?, ?, coalesce(max(version), 0) + 1 FROM data_collection WHERE kind = ? AND name = ?
            ON CONFLICT (kind, name) DO UPDATE
            SET last_version = greatest(known.last_version + 1, excluded.last_version)
            RETURNING last_version
            """)
        .params(kind.wireName(), name, kind.wireName(), name)
        .query(Integer.class)
        .single();
  }

  /** One version by its id; empty where there is none. */
  public Optional<DataCollection> find(CollectionKind kind, UUID id) {
    return jdbc.sql(COLLECTION + "WHERE kind = ? AND id = ?")
        .params(kind.wireName(), id)
        .query(CollectionStore::collection)
        .optional();
  }

  /**
   * A version by its name.
   *
   * @param version null for the newest
   */
  public Optional<DataCollection> find(
      CollectionKind kind, String name, @Nullable Integer version) {
    return jdbc.sql(
            COLLECTION
                + "WHERE kind = ? AND name = ? AND (?::int IS NULL OR version = ?) ORDER BY version DESC LIMIT 1")
        .param(kind.wireName())
        .param(name)
        .param(version)
        .param(version)
        .query(CollectionStore::collection)
        .optional();
  }

  /**
   * Versions of all names, those first whose import began last.
   *
   * @param before the id of the last one seen; null for the first page
   */
  public List<DataCollection> list(CollectionKind kind, @Nullable UUID before, int limit) {
    StringBuilder sql = new StringBuilder(COLLECTION).append("WHERE kind = ?");
    List<Object> params = new ArrayList<>(List.of(kind.wireName()));
    if (before != null) {
      sql.append(" AND id < ?");
      params.add(before);
    }
    sql.append(" ORDER BY id DESC LIMIT ?");
    params.add(limit);
    return jdbc.sql(sql.toString()).params(params).query(CollectionStore::collection).list();
  }

  /**
   * Versions of one name, newest first.
   *
   * @param before the number of the last one seen; 0 for the first page
   */
  public List<DataCollection> versions(CollectionKind kind, String name, long before, int limit) {
    return jdbc.sql(
            COLLECTION
                + "WHERE kind = ? AND name = ? AND (? = 0 OR version < ?) ORDER BY version DESC LIMIT ?")
        .params(kind.wireName(), name, before, before, limit)
        .query(CollectionStore::collection)
        .list();
  }

  /**
   * Rows in their order; fewer than asked for where they would be more than {@value #PAGE_BYTES}
   * bytes, but one at least.
   *
   * @param from the first position
   */
  public List<Item> items(UUID id, long from, int limit) {
    return jdbc.sql(
            """
            SELECT position, label, data FROM (
              SELECT position, label, data,
                sum(octet_length(data::text)) OVER (ORDER BY position ROWS UNBOUNDED PRECEDING)
                  - octet_length(data::text) AS before
              FROM (
                SELECT position, label, data FROM data_row
                WHERE collection_id = ? AND position >= ? ORDER BY position LIMIT ?
              ) asked
            ) counted
            WHERE before < ? ORDER BY position
            """)
        .params(id, from, limit, PAGE_BYTES)
        .query((row, n) -> item(row))
        .list();
  }

  /**
   * Deletes a version with its rows.
   *
   * @throws ApiException {@code illegal-transition} where a job refers to it
   */
  @Transactional
  public void delete(UUID id) {
    try {
      jdbc.sql("DELETE FROM data_collection WHERE id = ?").param(id).update();
    } catch (DataIntegrityViolationException e) {
      throw ApiException.illegalTransition(
          "a job refers to %s; it can be deleted after all such jobs".formatted(id));
    }
    jdbc.sql("DELETE FROM data_row WHERE collection_id = ?").param(id).update();
  }

  static Item item(ResultSet row) throws SQLException {
    return new Item(
        row.getInt("position"), row.getString("label"), Json.parse(row.getString("data")));
  }

  private static DataCollection collection(ResultSet row, int n) throws SQLException {
    return new DataCollection(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getInt("version"),
        row.getInt("size"),
        row.getString("language"),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }
}
