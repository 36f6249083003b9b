package dev.gepaserver.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.llm.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Secrets that variables of the environment name by files. */
class SecretFilesTest {

  private static final String VARIABLES =
      StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

  @TempDir private Path directory;

  static List<String> keyVariables() {
    try (TestModels room = new TestModels(Map.of())) {
      return room.types().stream().flatMap(type -> type.keyVariables().stream()).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("keyVariables")
  void readsTheUsualKeyOfEveryTypeOfProviders(String variable) throws IOException {
    StandardEnvironment environment =
        environment(Map.of(variable + "_FILE", file("the key of " + variable + "\n")));

    assertThat(environment.getProperty(variable)).isEqualTo("the key of " + variable);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GEPA_PROVIDERS_LAB_APIKEY",
        "GEPA_PROVIDERS_LAB_API_KEY",
        "GEPA_OUTBOUND_SECRETS_JUDGE",
        "GEPA_ACCESS_KEYS_CI_KEY",
        "SPRING_DATASOURCE_URL",
        "SPRING_DATASOURCE_PASSWORD",
        "SPRING_FLYWAY_PASSWORD"
      })
  void readsASettingFromTheFileThatItsVariableNames(String variable) throws IOException {
    StandardEnvironment environment =
        environment(Map.of(variable + "_FILE", file("the secret\n"), "PATH", "/bin"));

    assertThat(environment.getProperty(variable)).isEqualTo("the secret");
    assertThat(environment.getProperty(variable + "_FILE")).isNull();
    assertThat(environment.getProperty("PATH")).isEqualTo("/bin");
  }

  @Test
  void bindsNothingButTheSecretUnderItsName() throws IOException {
    StandardEnvironment environment =
        environment(Map.of("GEPA_OUTBOUND_SECRETS_JUDGE_FILE", file("the secret")));

    Map<String, String> secrets =
        Binder.get(environment)
            .bind("gepa.outbound.secrets", Bindable.mapOf(String.class, String.class))
            .get();

    assertThat(secrets).isEqualTo(Map.of("judge", "the secret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {" a b ", " a b \n", " a b \r\n", " a b \n\n"})
  void leavesOutLineBreaksAtTheEndAndNothingElse(String content) throws IOException {
    StandardEnvironment environment = environment(Map.of("OPENAI_API_KEY_FILE", file(content)));

    assertThat(environment.getProperty("OPENAI_API_KEY")).isEqualTo(" a b ");
  }

  @Test
  void leavesOtherVariablesOfSuchNamesAlone() throws IOException {
    Map<String, Object> others =
        Map.of(
            "SOME_FILE", "/nowhere",
            "POSTGRES_PASSWORD_FILE", "/nowhere",
            "GEPA_OUTBOUND_SECRETS_FILE", "a secret named file");

    StandardEnvironment environment = environment(others);

    assertThat(environment.getPropertySources().get(VARIABLES).getSource()).isEqualTo(others);
  }

  @Test
  void lowersTheFileToItsVariablesPlace() throws IOException {
    StandardEnvironment environment =
        environment(Map.of("SPRING_DATASOURCE_PASSWORD_FILE", file("of the file")));

    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "arguments", Map.of("spring.datasource.password", "of the argument")));

    assertThat(Binder.get(environment).bind("spring.datasource.password", String.class).get())
        .isEqualTo("of the argument");
  }

  @Test
  void refusesASecretThatIsGivenTwice() throws IOException {
    String file = file("of the file");

    assertThatThrownBy(() ->
            environment(
                Map.of(
                    "GEPA_PROVIDERS_LAB_API_KEY_FILE",
                    file,
                    "GEPA_PROVIDERS_LAB_APIKEY",
                    "of the variable")))
        .hasMessageContaining(
            "GEPA_PROVIDERS_LAB_APIKEY and GEPA_PROVIDERS_LAB_API_KEY_FILE are both given")
        .hasMessageNotContaining("of the variable")
        .hasMessageNotContaining("of the file");
  }

  @Test
  void tellsEveryFileThatCannotBeUsedAndNeverWhatItHolds() throws IOException {
    Path broken = Files.write(directory.resolve("broken"), new byte[] {'s', (byte) 0xff});
    Path large =
        Files.writeString(directory.resolve("large"), "s".repeat(SecretFile.MOST_BYTES + 1));
    Map<String, Object> variables = new HashMap<>();
    variables.put("OPENAI_API_KEY_FILE", directory.resolve("missing").toString());
    variables.put("SPRING_DATASOURCE_PASSWORD_FILE", directory.toString());
    variables.put("GEPA_OUTBOUND_SECRETS_A_FILE", file("\n"));
    variables.put("GEPA_OUTBOUND_SECRETS_B_FILE", broken.toString());
    variables.put("GEPA_OUTBOUND_SECRETS_C_FILE", large.toString());

    assertThatThrownBy(() -> environment(variables))
        .isInstanceOf(SecretFileException.class)
        .hasMessageContaining(
            "OPENAI_API_KEY_FILE names the file " + directory.resolve("missing"), "does not exist")
        .hasMessageContaining("SPRING_DATASOURCE_PASSWORD_FILE names the file " + directory)
        .hasMessageContaining("is empty")
        .hasMessageContaining(broken + ", which is not UTF-8")
        .hasMessageContaining("is larger than 65,536 bytes")
        .hasMessageNotContaining("sss");
  }

  private String file(String content) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "secret", ""), content).toString();
  }

  private static StandardEnvironment environment(Map<String, Object> variables) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(VARIABLES, new SystemEnvironmentPropertySource(VARIABLES, variables));
    new SecretFiles().postProcessEnvironment(environment, new SpringApplication());
    return environment;
  }
}
