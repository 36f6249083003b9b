package dev.gepaserver.archive.persistence;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** The labels of a job's examples, by their place. */
final class ExampleLabels {

  private static final String TRAIN = "train";
  private static final String VALIDATION = "val";

  private final JdbcTemplate jdbc;

  ExampleLabels(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Labels of the examples that candidates are validated on. */
  List<String> validation(UUID jobId) {
    List<String> labels = all(jobId, VALIDATION);
    return labels.isEmpty() ? all(jobId, TRAIN) : labels;
  }

  /** The split that candidates are validated on: the training set where no other is there. */
  String validationSplit(UUID jobId) {
    return count(jobId, VALIDATION) == 0 ? TRAIN : VALIDATION;
  }

  /** Labels of the examples that proposals are tried on. */
  List<String> training(UUID jobId) {
    return all(jobId, TRAIN);
  }

  /** How many examples a split has. */
  int count(UUID jobId, String split) {
    Integer count =
        jdbc.queryForObject(
            """
            select (select count(*) from job_example where job_id = ? and split = ?)
                 + coalesce((select cardinality(rows) from job_set where job_id = ? and split = ?), 0)\
            """,
            Integer.class,
            jobId,
            split,
            jobId,
            split);
    return count == null ? 0 : count;
  }

  /** Labels of a part of a split. */
  List<String> span(UUID jobId, String split, int from, int atMost) {
    return jdbc.query(
        "select label from job_data where job_id = ? and split = ? and position >= ? and position < ?"
            + " order by position",
        (row, i) -> row.getString("label"),
        jobId,
        split,
        from,
        (long) from + atMost);
  }

  private List<String> all(UUID jobId, String split) {
    return jdbc.query(
        "select label from job_data where job_id = ? and split = ? order by position",
        (row, i) -> row.getString("label"),
        jobId,
        split);
  }
}
