package dev.gepaserver.dataset.persistence;

import dev.gepaserver.common.Ids;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Names;
import dev.gepaserver.common.Storable;
import dev.gepaserver.dataset.CollectionKind;
import dev.gepaserver.dataset.Corpora;
import dev.gepaserver.dataset.DataCollection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.node.ObjectNode;

/**
 * Searches by PostgreSQL's full-text search. The query is taken apart into words as the corpus is;
 * a document that has any of them is found. {@code ts_rank} counts how many of them it has, and
 * where it has all, {@code ts_rank_cd} adds how close together they stand; both by the logarithm of
 * the document's length.
 *
 * <p>Ranking is what takes time. Where the words stand in very many documents, only those that have
 * one of the rarer words are ranked, by all words, and others only where these are too few: then
 * the first ones of the corpus that have any word.
 */
@Repository
class CorpusSearch implements Corpora {

  /** So much of a query counts, characters. */
  private static final int LONGEST_QUERY = 4_000;

  /** So many documents are ranked in a moment. */
  private static final int FEW_DOCUMENTS = 5_000;

  /**
   * Every word with the number of documents that have it, rising; counted no further than asked.
   */
  private static final String WORDS =
      """
      WITH word AS (
        SELECT '''' || replace(replace(l, '\\', '\\\\'), '''', '''''') || '''' AS quoted
        FROM data_collection c
        CROSS JOIN LATERAL unnest(tsvector_to_array(to_tsvector(c.language, ?))) AS l
        WHERE c.id = ? AND c.kind = 'corpus'
      )
      SELECT quoted, (
        SELECT count(*)
        FROM (SELECT FROM data_row d WHERE d.collection_id = ? AND d.words @@ quoted::tsquery LIMIT ?) counted
      ) AS documents
      FROM word ORDER BY documents, quoted COLLATE "C"
      """;

  /** The documents found, best first, up to a number of characters, and the best one anyhow. */
  private static final String AS_MUCH_AS_FITS =
      """
      SELECT label, data, rank FROM (
        SELECT d.label, d.data, f.rank, f.position,
          sum(length(d.data::text)) OVER (ORDER BY f.rank DESC, f.position ROWS UNBOUNDED PRECEDING) AS characters,
          row_number() OVER (ORDER BY f.rank DESC, f.position) AS place
        FROM found f JOIN data_row d ON d.collection_id = ? AND d.position = f.position
      ) counted
      WHERE characters <= ? OR place = 1
      ORDER BY rank DESC, position
      """;

  /** Ranks what has one of the rarer words and the first ones that have any. */
  private static final String WIDER =
      """
      WITH candidate AS (
        SELECT d.position FROM data_row d WHERE d.collection_id = ? AND d.words @@ ?::tsquery
        UNION
        (SELECT d.position FROM data_row d WHERE d.collection_id = ? AND d.words @@ ?::tsquery
          ORDER BY d.position LIMIT ?)
      ), found AS (
        SELECT d.position,
          ts_rank(d.words, ?::tsquery, 1)::float8 + ts_rank_cd(d.words, ?::tsquery, 1)::float8 AS rank
        FROM candidate c JOIN data_row d ON d.collection_id = ? AND d.position = c.position
        ORDER BY rank DESC, d.position LIMIT ?
      )
      """
          + AS_MUCH_AS_FITS;

  private static final String SEARCH =
      """
      WITH found AS (
        SELECT d.position,
          ts_rank(d.words, ?::tsquery, 1)::float8 + ts_rank_cd(d.words, ?::tsquery, 1)::float8 AS rank
        FROM data_row d
        WHERE d.collection_id = ? AND d.words @@ ?::tsquery
        ORDER BY rank DESC, d.position LIMIT ?
      )
      """
          + AS_MUCH_AS_FITS;

  /** What is found has so many characters in all at most, as JSON, or is one document. */
  private static final int MOST_CHARACTERS = 2_000_000;

  /** A statement that takes longer is given up, seconds. */
  private static final int STATEMENT_TIMEOUT = 30;

  /** So many searches run at once, so that most connections are there for everything else. */
  private static final int AT_ONCE = 5;

  private final Semaphore turns = new Semaphore(AT_ONCE, true);
  private final JdbcClient jdbc;
  private final CollectionStore store;

  CorpusSearch(DataSource dataSource, CollectionStore store) {
    JdbcTemplate bounded = new JdbcTemplate(dataSource);
    bounded.setQueryTimeout(STATEMENT_TIMEOUT);
    this.jdbc = JdbcClient.create(bounded);
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
    try {
      turns.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientDataAccessResourceException("interrupted before a search", e);
    }
    try {
      return found(corpus, text, k);
    } finally {
      turns.release();
    }
  }

  private List<Found> found(UUID corpus, String text, int k) {
    List<Word> words =
        jdbc.sql(WORDS)
            .params(text, corpus, corpus, FEW_DOCUMENTS + 1)
            .query((row, n) -> new Word(row.getString("quoted"), row.getInt("documents")))
            .list();
    if (words.isEmpty()) {
      return List.of();
    }
    List<Word> rarer = rarer(words);
    List<Found> found = search(corpus, words, rarer, k);
    return found.size() == k || rarer.size() == words.size()
        ? found
        : searchWider(corpus, words, rarer, k);
  }

  /** The rarest words that stand in few documents together; all, where there are none. */
  private static List<Word> rarer(List<Word> words) {
    int documents = 0;
    int taken = 0;
    while (taken < words.size() && documents + words.get(taken).documents <= FEW_DOCUMENTS) {
      documents += words.get(taken).documents;
      taken++;
    }
    return documents == 0 ? words : words.subList(0, taken);
  }

  /** The documents that have any of the words searched, ranked by all words. */
  private List<Found> search(UUID corpus, List<Word> words, List<Word> searched, int k) {
    return jdbc.sql(SEARCH)
        .params(
            joined(words, " | "),
            joined(words, " & "),
            corpus,
            joined(searched, " | "),
            k,
            corpus,
            MOST_CHARACTERS)
        .query((row, n) -> found(row))
        .list();
  }

  private List<Found> searchWider(UUID corpus, List<Word> words, List<Word> rarer, int k) {
    String any = joined(words, " | ");
    return jdbc.sql(WIDER)
        .params(
            corpus,
            joined(rarer, " | "),
            corpus,
            any,
            FEW_DOCUMENTS,
            any,
            joined(words, " & "),
            corpus,
            k,
            corpus,
            MOST_CHARACTERS)
        .query((row, n) -> found(row))
        .list();
  }

  private static Found found(ResultSet row) throws SQLException {
    ObjectNode data = (ObjectNode) Json.parse(row.getString("data"));
    return new Found(
        row.getString("label"), data.path("text").asString(""), data, row.getDouble("rank"));
  }

  private static String joined(List<Word> words, String by) {
    return words.stream().map(Word::quoted).collect(Collectors.joining(by));
  }

  /**
   * A word of a query.
   *
   * @param quoted as it stands in a {@code tsquery}
   * @param documents how many have it, at most one more than are counted
   */
  private record Word(String quoted, int documents) {}
}
