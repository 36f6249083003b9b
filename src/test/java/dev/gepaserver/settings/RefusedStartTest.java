package dev.gepaserver.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** What a start says that is refused for its settings. */
@ExtendWith(OutputCaptureExtension.class)
class RefusedStartTest {

  private static final String PLANTED = "planted-secret-0815";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gepa.outbound.secret.judge",
        "gepa.outbound.secrets",
        "gepa.providers.lab",
        "gepa.providers",
        "gepa.workers.api-key",
        "gepa.access.keys.ci",
        "gepa.access.keys.ci.key"
      })
  void namesTheSettingAndNotItsValueWhichMayBeASecret(String setting, CapturedOutput output) {
    assertThatThrownBy(() -> start(Map.of(), "--" + setting + "=" + PLANTED))
        .isInstanceOf(Exception.class);

    assertThat(output).contains("APPLICATION FAILED TO START", setting).doesNotContain(PLANTED);
  }

  @Test
  void showsTheValueOfASettingThatIsNoSecret(CapturedOutput output) {
    assertThatThrownBy(() -> start(Map.of(), "--gepa.workers.max-jobs=many"))
        .isInstanceOf(Exception.class);

    assertThat(output).contains("gepa.workers.max-jobs", "many");
  }

  @ParameterizedTest
  @CsvSource({"tokens-per-minute, many", "max-attempts, often"})
  void showsTheValueOfALimit(String setting, String value, CapturedOutput output) {
    assertThatThrownBy(() ->
            start(
                Map.of(),
                "--gepa.providers.lab.api-key=" + PLANTED,
                "--gepa.providers.lab." + setting + "=" + value))
        .isInstanceOf(Exception.class);

    assertThat(output)
        .contains("APPLICATION FAILED TO START", "gepa.providers.lab." + setting, value)
        .doesNotContain(PLANTED);
  }

  @ParameterizedTest
  @CsvSource({"tokens-per-minute, 1000", "api-key, " + PLANTED})
  void saysWhatIsWrongWithASettingWhateverStandsBesideIt(
      String other, String value, CapturedOutput output) {
    assertThatThrownBy(() ->
            start(
                Map.of(),
                "--gepa.providers.lab.max-concurrency=0",
                "--gepa.providers.lab." + other + "=" + value))
        .isInstanceOf(Exception.class);

    assertThat(output)
        .contains(
            "APPLICATION FAILED TO START",
            "gepa.providers.lab: max-concurrency is 0, it must be at least 1")
        .doesNotContain(PLANTED);
  }

  @Test
  void namesTheSettingAndTheFileThatIsMissing(CapturedOutput output, @TempDir Path directory) {
    Path missing = directory.resolve("missing");

    assertThatThrownBy(() -> start(Map.of("SPRING_DATASOURCE_PASSWORD_FILE", missing.toString())))
        .isInstanceOf(SecretFileException.class);

    assertThat(output)
        .contains(
            "APPLICATION FAILED TO START",
            "SPRING_DATASOURCE_PASSWORD_FILE names the file %s, which does not exist"
                .formatted(missing));
  }

  @Test
  void readsSecretsFromAMountedDirectory(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("OPENAI_API_KEY"), "key 1\n");
    Files.writeString(directory.resolve("gepa.providers.lab.api-key"), "key 2\n");
    Files.writeString(directory.resolve("gepa.outbound.secrets.judge"), "key 3");

    try (ConfigurableApplicationContext started =
        start(
            Map.of("SPRING_CONFIG_IMPORT", "optional:configtree:" + directory + "/"),
            "--gepa.providers.lab.type=openai")) {
      assertThat(started.getEnvironment().getProperty("OPENAI_API_KEY")).isEqualTo("key 1");
      assertThat(started.getEnvironment().getProperty("gepa.providers.lab.api-key"))
          .isEqualTo("key 2");
      assertThat(started.getEnvironment().getProperty("gepa.outbound.secrets.judge"))
          .isEqualTo("key 3");
    }
  }

  private static ConfigurableApplicationContext start(
      Map<String, Object> variables, String... arguments) {
    String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(name, new SystemEnvironmentPropertySource(name, variables));
    return new SpringApplicationBuilder(Settings.class)
        .web(WebApplicationType.NONE)
        .environment(environment)
        .run(arguments);
  }

  @TestComponent
  @ConfigurationPropertiesScan("dev.gepaserver")
  static class Settings {}
}
