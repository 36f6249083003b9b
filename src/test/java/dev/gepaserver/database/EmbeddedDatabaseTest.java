package dev.gepaserver.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets into the embedded server. */
class EmbeddedDatabaseTest {

  @TempDir Path home;

  @Test
  void letsNobodyInWithoutThePasswordThatOnlyItsOwnerCanRead() throws Exception {
    String password;
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
      password = database.password();
      assertThat(password).hasSizeGreaterThan(30);
      assertOnlyTheOwnerGetsIn(database);
    }

    try (EmbeddedDatabase again = EmbeddedDatabase.start(home)) {
      assertThat(again.password()).isEqualTo(password);
      assertOnlyTheOwnerGetsIn(again);
    }

    Files.delete(home.resolve("password"));
    assertThatThrownBy(() -> EmbeddedDatabase.start(home))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("password, which holds the server's password, is gone");
  }

  @Test
  void demandsOneOfDataThatWereMadeWithout() throws Exception {
    try (EmbeddedPostgres trusting = trusting();
        Connection connection = trusting.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table kept as select 1");
    }

    try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
      assertOnlyTheOwnerGetsIn(database);
      try (Connection owner = connect(database, database.password());
          Statement statement = owner.createStatement()) {
        assertThat(statement.execute("table kept")).isTrue();
      }
    }
  }

  private EmbeddedPostgres trusting() throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(home.resolve("data"))
        .setOverrideWorkingDirectory(home.resolve("binaries").toFile())
        .setCleanDataDirectory(false)
        .start();
  }

  private void assertOnlyTheOwnerGetsIn(EmbeddedDatabase database) throws Exception {
    for (String wrong : new String[] {"", "postgres", database.password() + "x"}) {
      assertThatThrownBy(() -> connect(database, wrong))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password");
    }
    try (Connection owner = connect(database, database.password())) {
      assertThat(owner.isValid(5)).isTrue();
    }
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("password"))))
        .isEqualTo("rw-------");
    assertThat(Files.readString(home.resolve("data/pg_hba.conf")))
        .doesNotContainPattern("(?m)^[^#]*\\btrust\\b");
  }

  private static Connection connect(EmbeddedDatabase database, String password)
      throws SQLException {
    return DriverManager.getConnection(database.url(), database.user(), password);
  }
}
