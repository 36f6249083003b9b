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

  private static final int FETCHED = 1_000;

  // In a transaction, the driver then holds so many rows at once and not all of them.
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

  /** The rows at these positions as examples, numbered from 0 in the order given. */
  public List<Example> examples(UUID dataset, int[] positions) {
    Integer[] boxed = Arrays.stream(positions).boxed().toArray(Integer[]::new);
    return jdbc.query(
        """
        SELECT d.label, d.data
        FROM unnest(?::int[]) WITH ORDINALITY AS r (position, place)
        JOIN data_row d ON d.collection_id = ? AND d.position = r.position
        ORDER BY r.place
        """,
        (row, n) -> new Example(n, row.getString("label"), Json.parse(row.getString("data"))),
        boxed,
        dataset);
  }
}
