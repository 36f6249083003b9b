package dev.gepaserver.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * One PostgreSQL server for the whole test run, in a container where Docker runs, else embedded; a
 * fresh database for each Spring context.
 *
 * <pre>{@code
 * @SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
 * @ContextConfiguration(initializers = TestDatabase.class)
 * }</pre>
 */
public final class TestDatabase
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  private static final AtomicInteger DATABASES = new AtomicInteger();

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    Access access = create();
    TestPropertyValues.of(
            "spring.datasource.url=" + access.url(),
            "spring.datasource.username=" + access.user(),
            "spring.datasource.password=" + access.password())
        .applyTo(context);
  }

  /**
   * Makes a fresh, empty database; for tests without Spring, and for several contexts that share
   * one.
   */
  public static Access create() {
    String name = "test_" + DATABASES.incrementAndGet();
    Access server = Server.RUNNING;
    try (Connection connection =
            DriverManager.getConnection(server.url(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create database " + name, e);
    }
    return new Access(
        server.url().replaceFirst("/postgres\\b", "/" + name), server.user(), server.password());
  }

  /**
   * How to reach a database.
   *
   * @param url JDBC URL
   */
  public record Access(String url, String user, String password) {}

  private static final class Server {

    static final Access RUNNING = start();

    private static Access start() {
      return DockerClientFactory.instance().isDockerAvailable() ? container() : embedded();
    }

    // Testcontainers removes the container when this JVM ends, so nobody closes it here.
    @SuppressWarnings("resource")
    private static Access container() {
      PostgreSQLContainer postgres =
          new PostgreSQLContainer("postgres:18-alpine")
              .withDatabaseName("postgres")
              .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=500");
      postgres.start();
      return new Access(postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword());
    }

    // The embedded server's own shutdown hook ends it with this JVM.
    @SuppressWarnings("resource")
    private static Access embedded() {
      try {
        EmbeddedPostgres postgres =
            EmbeddedPostgres.builder().setServerConfig("max_connections", "500").start();
        return new Access(
            String.format(
                Locale.ROOT, "jdbc:postgresql://localhost:%d/postgres", postgres.getPort()),
            "postgres",
            "postgres");
      } catch (IOException e) {
        throw new UncheckedIOException("the embedded PostgreSQL did not start", e);
      }
    }
  }
}
