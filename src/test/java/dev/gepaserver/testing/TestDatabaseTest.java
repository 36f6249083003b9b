package dev.gepaserver.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class TestDatabaseTest {

  @Test
  void makesSeparateDatabasesOnPostgres18() throws SQLException {
    TestDatabase.Access one = TestDatabase.create();
    TestDatabase.Access other = TestDatabase.create();

    String version = ask(one, "SHOW server_version");
    String name = ask(one, "SELECT current_database()");

    assertThat(version).startsWith("18");
    assertThat(name).isNotEqualTo(ask(other, "SELECT current_database()"));
  }

  private static String ask(TestDatabase.Access access, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(access.url(), access.user(), access.password());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
