package dev.gepaserver.chaos;

import dev.gepaserver.testing.TestDatabase;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A look into a service's tables, by a connection for each statement. */
final class Tables {

  private Tables() {}

  static JdbcTemplate of(TestDatabase.Access database) {
    return new JdbcTemplate(
        new DriverManagerDataSource(database.url(), database.user(), database.password()));
  }
}
