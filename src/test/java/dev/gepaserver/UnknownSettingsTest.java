package dev.gepaserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** A setting that is misspelt must not pass for one that holds. */
class UnknownSettingsTest {

  private final ApplicationContextRunner application =
      new ApplicationContextRunner().withUserConfiguration(Settings.class);

  @Test
  void startsWithTheSettingsThatThereAre() {
    application
        .withPropertyValues(
            "gepa.outbound.secrets.any-name=x",
            "gepa.outbound.allowed-hosts[0]=localhost",
            "gepa.workers.heartbeat=PT1S",
            "gepa.limits.body=1MB",
            "gepa.limits.event-streams=1",
            "gepa.retention.calls=P30D",
            "gepa.access.keys.any-name.key=0123456789abcdef0123456789abcdef",
            "gepa.access.keys.any-name.role=operator",
            "gepa.embedded-postgres.directory=x")
        .run(context -> assertThat(context).hasNotFailed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gepa.outbound.allowed-host",
        "gepa.workers.max-job",
        "gepa.limits.bodies",
        "gepa.retention.call",
        "gepa.access.keys.any-name.roles",
        "gepa.embedded-postgres.dir"
      })
  void doesNotStartWithOthers(String setting) {
    application
        .withPropertyValues(setting + "=1")
        .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining(setting));
  }

  @TestComponent
  @ConfigurationPropertiesScan("dev.gepaserver")
  static class Settings {}
}
