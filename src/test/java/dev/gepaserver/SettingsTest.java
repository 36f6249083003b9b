package dev.gepaserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.FileSystemResource;
import org.yaml.snakeyaml.Yaml;

/** Holds every setting that a file of the repository names against those that there are. */
class SettingsTest {

  /** Read by others than Spring's settings: by the types of providers and by the JVM. */
  private static final Set<String> NO_SETTINGS =
      Set.of(
          "OPENAI_API_KEY",
          "OPENAI_BASE_URL",
          "ANTHROPIC_API_KEY",
          "GEMINI_API_KEY",
          "OPENROUTER_API_KEY",
          "JDK_JAVA_OPTIONS");

  private final KnownSettings known = KnownSettings.ofTheClassPath();

  SettingsTest() throws IOException {}

  @Test
  void knowsEverySettingOfDockerCompose() throws IOException {
    Map<String, Object> compose = new Yaml().load(Files.readString(Path.of("docker-compose.yml")));

    Set<String> variables = keys(at(compose, "services", "gepa", "environment"));
    variables.removeAll(NO_SETTINGS);

    assertThat(variables).hasSizeGreaterThan(5).allMatch(known::hasVariable);
  }

  @Test
  void knowsEverySettingOfTheDockerfile() throws IOException {
    Set<String> variables = found("(?m)^ENV ([A-Z_]+)=", Files.readString(Path.of("Dockerfile")));
    variables.removeAll(NO_SETTINGS);

    assertThat(variables).isNotEmpty().allMatch(known::hasVariable);
  }

  @Test
  void knowsEverySettingOfTheProfileDemo() {
    YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
    yaml.setResources(new FileSystemResource("src/main/resources/application-demo.yaml"));

    Set<String> settings = new TreeSet<>(yaml.getObject().stringPropertyNames());

    assertThat(settings).isNotEmpty().allMatch(known::has);
  }

  @Test
  void knowsEverySettingThatTheReadmeNames() throws IOException {
    String readme = Files.readString(Path.of("README.md"));

    Set<String> settings = found("(?m)^\\| `([a-z][A-Za-z0-9.-]+)` \\|", readme);

    assertThat(settings).hasSizeGreaterThan(5).allMatch(known::has);
  }

  @Test
  void doesNotKnowSettingsThatAreMisspelt() {
    List<String> misspelt =
        List.of(
            "GEPA_PROVIDERS_OLLAMA_BASURL",
            "GEPA_PROVIDERS_OLLAMA",
            "GEPA_EMBEDDED_POSTGRES",
            "SPRING_DATASOURCE_URI");

    assertThat(misspelt).noneMatch(known::hasVariable);
  }

  @Test
  void publishesTheServiceOnThisMachineOnly() throws IOException {
    Map<String, Object> compose = new Yaml().load(Files.readString(Path.of("docker-compose.yml")));

    Set<String> ports = new TreeSet<>();
    at(compose, "services")
        .values()
        .forEach(service -> published(service).forEach(port -> ports.add(port.toString())));

    assertThat(ports).isNotEmpty().allMatch(port -> port.startsWith("127.0.0.1:"));
  }

  @Test
  void givesTheContainerNothingThatItDoesNotNeed() throws IOException {
    Map<String, Object> compose = new Yaml().load(Files.readString(Path.of("docker-compose.yml")));

    Map<?, ?> gepa = at(compose, "services", "gepa");

    assertThat(gepa.get("read_only")).isEqualTo(true);
    assertThat(gepa.get("cap_drop")).isEqualTo(List.of("ALL"));
    assertThat(gepa.get("security_opt")).isEqualTo(List.of("no-new-privileges:true"));
    assertThat(gepa.get("tmpfs")).isEqualTo(List.of("/tmp:size=1g"));
  }

  private static List<?> published(Object service) {
    return service instanceof Map<?, ?> map && map.get("ports") instanceof List<?> ports
        ? ports
        : List.of();
  }

  private static Map<?, ?> at(Map<?, ?> root, String... path) {
    Map<?, ?> node = root;
    for (String key : path) {
      node = (Map<?, ?>) node.get(key);
    }
    return node;
  }

  private static Set<String> keys(Map<?, ?> map) {
    Set<String> keys = new TreeSet<>();
    map.keySet().forEach(key -> keys.add(key.toString()));
    return keys;
  }

  private static Set<String> found(String pattern, String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }
}
