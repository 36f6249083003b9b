package dev.gepaserver.chaos;

import dev.gepaserver.testing.TestDatabase;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Watches over every row that a run writes: by whom it is written, told by the name of the
 * connection, and who has the job's lease at that moment.
 */
final class Trespass {

  private static final List<String> TABLES =
      List.of(
          "model_call",
          "tool_call",
          "rollout",
          "reflection",
          "iteration",
          "proposal",
          "candidate",
          "front_change",
          "merge_attempt",
          "sampler_order",
          "checkpoint",
          "job_progress");

  private final JdbcTemplate database;

  /** Begins to watch; the tables must be there. */
  Trespass(TestDatabase.Access database) {
    this.database = Tables.of(database);
    this.database.execute(
        "create table written (writer text, holder text, unique (writer, holder))");
    this.database.execute(
        """
        create function note_writer() returns trigger language plpgsql as $$ begin
          insert into written
            select current_setting('application_name'), node from job_lease where job_id = new.job_id
            on conflict do nothing;
          return null;
        end $$
        """);
    for (String table : TABLES) {
      this.database.execute(
          "create trigger note_writer after insert or update on %s for each row execute function note_writer()"
              .formatted(table));
    }
  }

  /** The way to the database under a name. */
  static TestDatabase.Access named(TestDatabase.Access database, String name) {
    String url = database.url() + (database.url().contains("?") ? "&" : "?");
    return new TestDatabase.Access(
        url + "ApplicationName=" + name, database.user(), database.password());
  }

  /** Who wrote, and the process that had the lease of the job then. */
  List<String> found() {
    return database.queryForList(
        "select writer || ' ' || split_part(holder, '/', 2) from written order by 1", String.class);
  }
}
