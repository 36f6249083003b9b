package dev.gepaserver.dataset.persistence;

import dev.gepaserver.common.Ids;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Names;
import dev.gepaserver.common.Storable;
import dev.gepaserver.dataset.CollectionKind;
import dev.gepaserver.dataset.Corpora;
import dev.gepaserver.dataset.DataCollection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.node.ObjectNode;

/**
 * Searches by PostgreSQL's full-text search. The query is taken apart into words as the corpus is;
 * a document that has any of them is found. {@code ts_rank} counts how many of them it has, and
 * where it has all, {@code ts_rank_cd} adds how close together they stand; both by the logarithm of
 * the document's length.
 */
@Repository
class CorpusSearch implements Corpora {

  /** So much of a query counts, characters. */
  private static final int LONGEST_QUERY = 4_000;

  private static final String SEARCH =
      """
      WITH lexeme AS (
        SELECT '''' || replace(replace(l, '\\', '\\\\'), '''', '''''') || '''' AS quoted
        FROM data_collection c
        CROSS JOIN LATERAL unnest(tsvector_to_array(to_tsvector(c.language, ?))) AS l
        WHERE c.id = ? AND c.kind = 'corpus'
      ), query AS (
        SELECT string_agg(quoted, ' | ')::tsquery AS any_word, string_agg(quoted, ' & ')::tsquery AS all_words
        FROM lexeme
      ), found AS (
        SELECT d.position,
          ts_rank(d.words, (SELECT any_word FROM query), 1)::float8
            + ts_rank_cd(d.words, (SELECT all_words FROM query), 1)::float8 AS rank
        FROM data_row d
        WHERE d.collection_id = ? AND d.words @@ (SELECT any_word FROM query)
        ORDER BY rank DESC, d.position LIMIT ?
      )
      SELECT d.label, d.data, f.rank FROM found f JOIN data_row d ON d.collection_id = ? AND d.position = f.position
      ORDER BY f.rank DESC, f.position
      """;

  private final JdbcClient jdbc;
  private final CollectionStore store;

  CorpusSearch(JdbcClient jdbc, CollectionStore store) {
    this.jdbc = jdbc;
    this.store = store;
  }

  @Override
  public Optional<UUID> resolve(String nameOrId) {
    return Ids.parse(nameOrId)
        .map(id -> store.find(CollectionKind.CORPUS, id))
        .orElseGet(() -> store.find(CollectionKind.CORPUS, Storable.text(nameOrId), null))
        .map(DataCollection::id);
  }

  @Override
  public List<Found> search(UUID corpus, String query, int k) {
    if (k < 1 || k > MOST_FOUND) {
      throw new IllegalArgumentException(
          "%d documents are asked for, it must be from 1 to %d".formatted(k, MOST_FOUND));
    }
    String text = Storable.text(Names.abbreviated(query, LONGEST_QUERY));
    return jdbc.sql(SEARCH)
        .params(text, corpus, corpus, k, corpus)
        .query((row, n) -> {
          ObjectNode data = (ObjectNode) Json.parse(row.getString("data"));
          return new Found(
              row.getString("label"), data.path("text").asString(""), data, row.getDouble("rank"));
        })
        .list();
  }
}
