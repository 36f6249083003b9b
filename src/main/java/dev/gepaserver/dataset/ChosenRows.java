package dev.gepaserver.dataset;

import java.util.List;
import java.util.UUID;

/**
 * The part of a data set that a job uses.
 *
 * @param ref what was asked for, with the id, version and number of rows that were found
 * @param dataset id of the version
 * @param positions of the rows in the data set, in the order that they have in the job
 * @param examples these rows, numbered from 0
 * @param bytes that they have as JSON
 */
@SuppressWarnings("ArrayRecordComponent") // a hundred thousand numbers, on their way to a column
public record ChosenRows(
    DatasetRef ref, UUID dataset, int[] positions, List<Example> examples, long bytes) {

  /** Copies the list. */
  public ChosenRows {
    examples = List.copyOf(examples);
  }
}
