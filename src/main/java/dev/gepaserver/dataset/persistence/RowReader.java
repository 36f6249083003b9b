package dev.gepaserver.dataset.persistence;

import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.dataset.Item;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Reads many rows of a data set. Joins its caller's transaction. */
@Repository
@Transactional(propagation = Propagation.MANDATORY, readOnly = true)
public class RowReader {

  private static final int FETCHED = 50;

  // In a transaction, the driver then holds so many rows at once and not all of them: few, since
  // each may be large.
  private final JdbcTemplate jdbc;

  RowReader(DataSource dataSource) {
    jdbc = new JdbcTemplate(dataSource);
    jdbc.setFetchSize(FETCHED);
  }

  /** Gives every row, in their order. */
  public void each(UUID dataset, Consumer<Item> consumer) {
    jdbc.query(
        "SELECT position, label, data FROM data_row WHERE collection_id = ? ORDER BY position",
        row -> {
          consumer.accept(CollectionStore.item(row));
        },
        dataset);
  }

  /** How many bytes the rows at these positions have, as JSON. */
  public long bytes(UUID dataset, int[] positions) {
    Long bytes =
        jdbc.queryForObject(
            """
            SELECT coalesce(sum(octet_length(d.data::text)), 0)
            FROM unnest(?::int[]) AS r (position)
            JOIN data_row d ON d.collection_id = ? AND d.position = r.position
            """,
            Long.class,
            boxed(positions),
            dataset);
    return bytes == null ? 0 : bytes;
  }

  /** The rows at these positions as examples, numbered from 0 in the order given. */
  public List<Example> examples(UUID dataset, int[] positions) {
    return jdbc.query(
        """
        SELECT d.label, d.data
        FROM unnest(?::int[]) WITH ORDINALITY AS r (position, place)
        JOIN data_row d ON d.collection_id = ? AND d.position = r.position
        ORDER BY r.place
        """,
        (row, n) -> new Example(n, row.getString("label"), Json.parse(row.getString("data"))),
        boxed(positions),
        dataset);
  }

  private static Integer[] boxed(int[] positions) {
    return Arrays.stream(positions).boxed().toArray(Integer[]::new);
  }
}
