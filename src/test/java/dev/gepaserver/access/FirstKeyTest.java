package dev.gepaserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.access.AccessSettings.Mode;
import dev.gepaserver.access.persistence.KeyStore;
import dev.gepaserver.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** The key that is made at a start where nobody could come in. */
class FirstKeyTest {

  private static final Pattern KEY = Pattern.compile("gepa_[0-9a-f]{12}_[A-Za-z0-9_-]{43}");

  private final DriverManagerDataSource database = database();
  private final TransactionTemplate transaction =
      new TransactionTemplate(new DataSourceTransactionManager(database));
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  private static DriverManagerDataSource database() {
    TestDatabase.Access access = TestDatabase.create();
    DriverManagerDataSource database =
        new DriverManagerDataSource(access.url(), access.user(), access.password());
    Flyway.configure().dataSource(database).locations("classpath:db/migration").load().migrate();
    return database;
  }

  /** A node's start, as far as keys are concerned. */
  private void start(Mode mode, @Nullable String address, Map<String, SettingKey> given) {
    AccessSettings settings = new AccessSettings(mode, given, 1, Duration.ofHours(1), Set.of());
    Keys keys =
        new Keys(
            new KeyStore(JdbcClient.create(database)),
            new SettingKeys(settings),
            event -> {},
            InstantSource.system());
    PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);
    transaction.executeWithoutResult(
        _ -> new Welcome(DoorTest.door(settings, address), keys, out).started());
  }

  private List<String> shown() {
    return KEY.matcher(shown.toString(StandardCharsets.UTF_8))
        .results()
        .map(MatchResult::group)
        .toList();
  }

  @Test
  void isMadeAndShownOnceByNodesThatStartAtOnce() throws Exception {
    List<Callable<@Nullable Void>> nodes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      nodes.add(() -> {
        start(Mode.AUTO, null, Map.of());
        return null;
      });
    }

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<@Nullable Void> node : threads.invokeAll(nodes)) {
        node.get();
      }
    }

    assertThat(shown()).hasSize(1);
    assertThat(
            JdbcClient.create(database)
                .sql("SELECT role FROM access_key")
                .query(String.class)
                .list())
        .containsExactly("admin");
  }

  @Test
  void isMadeAgainWhereTheOnlyAdminIsGone() {
    start(Mode.CLOSED, "127.0.0.1", Map.of());
    JdbcClient.create(database).sql("UPDATE access_key SET role = 'viewer'").update();

    start(Mode.CLOSED, "127.0.0.1", Map.of());

    assertThat(shown()).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void isNotMadeWhereTheSettingsGiveAnAdminsOrTheServiceIsOpen() {
    SettingKey admin = new SettingKey("k".repeat(32), Role.ADMIN);

    start(Mode.AUTO, null, Map.of("ops", admin));
    start(Mode.AUTO, "127.0.0.1", Map.of());

    assertThat(shown()).isEmpty();
  }
}
