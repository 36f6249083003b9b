package dev.gepaserver.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Secrets from files: where an environment variable's name is that of a secret setting and {@code
 * _FILE}, such as {@code OPENAI_API_KEY_FILE}, the setting is what its file holds, without line
 * breaks at its end. It then stands where the variable without {@code _FILE} would, above settings
 * of files and below arguments; both variables at once are refused.
 */
public final class SecretFiles implements EnvironmentPostProcessor, Ordered {

  private static final String SUFFIX = "_FILE";
  private static final Pattern SECRET =
      Pattern.compile(
          "((?:OPENAI|ANTHROPIC|GEMINI|GOOGLE|OPENROUTER|GROQ|TOGETHER|DEEPSEEK|MISTRAL)_API_KEY"
              + "|GEPA_PROVIDERS_.+_API_?KEY"
              + "|GEPA_OUTBOUND_SECRETS_.+"
              + "|GEPA_ACCESS_KEYS_.+_KEY"
              + "|SPRING_(?:DATASOURCE|FLYWAY)_(?:URL|USERNAME|PASSWORD))"
              + SUFFIX,
          Pattern.CASE_INSENSITIVE);

  /** Before whatever reads or copies the environment's variables. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  /**
   * Puts the files' contents in the place of their variables.
   *
   * @throws SecretFileException naming every setting whose file cannot be used
   */
  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    MutablePropertySources sources = environment.getPropertySources();
    String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
    PropertySource<?> variables = sources.get(name);
    if (variables instanceof SystemEnvironmentPropertySource given) {
      Map<String, Object> filled = filled(given.getSource());
      if (!filled.equals(given.getSource())) {
        sources.replace(name, new SystemEnvironmentPropertySource(name, filled));
      }
    }
  }

  private static Map<String, Object> filled(Map<String, Object> variables) {
    Map<String, String> given = new TreeMap<>();
    variables.keySet().forEach(variable -> given.put(canonical(variable), variable));
    Map<String, Object> filled = new LinkedHashMap<>(variables);
    List<String> faults = new ArrayList<>();
    new TreeMap<>(variables)
        .forEach((variable, path) -> {
          Matcher matcher = SECRET.matcher(variable);
          if (matcher.matches()) {
            String setting = matcher.group(1);
            filled.remove(variable);
            String other = given.get(canonical(setting));
            if (other != null) {
              faults.add(
                  "%s and %s are both given; one of them is enough".formatted(other, variable));
              return;
            }
            switch (SecretFile.read(path.toString())) {
              case SecretFile.Content(String secret) -> filled.put(setting, secret);
              case SecretFile.Unusable(String why) ->
                  faults.add("%s names the file %s, which %s".formatted(variable, path, why));
            }
          }
        });
    if (!faults.isEmpty()) {
      throw new SecretFileException(faults);
    }
    return filled;
  }

  /** The same for both spellings of a key. */
  private static String canonical(String variable) {
    return variable.toUpperCase(Locale.ROOT).replace("_API_KEY", "_APIKEY");
  }
}
