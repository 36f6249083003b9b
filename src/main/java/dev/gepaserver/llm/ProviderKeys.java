package dev.gepaserver.llm;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Refuses settings of providers that nobody reads, in files, arguments and environment variables: a
 * limit that is misspelt would not be kept, and nobody would know.
 */
final class ProviderKeys {

  private static final ConfigurationPropertyName PROVIDERS =
      ConfigurationPropertyName.of("gepa.providers");
  private static final int KEY = PROVIDERS.getNumberOfElements() + 1;

  /** As settings are written, by their uniform spelling, such as {@code baseurl}. */
  private static final Map<String, String> KNOWN = known();

  private ProviderKeys() {}

  /**
   * Looks at every setting below {@code gepa.providers}.
   *
   * @throws IllegalStateException naming all that are not known, and the known ones
   */
  static void check(Environment environment) {
    if (!(environment instanceof ConfigurableEnvironment sources)) {
      return;
    }
    TreeSet<String> faults = new TreeSet<>();
    for (ConfigurationPropertySource source :
        ConfigurationPropertySources.from(sources.getPropertySources())) {
      if (source instanceof IterableConfigurationPropertySource iterable) {
        boolean variables = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
        iterable.stream()
            .filter(name -> PROVIDERS.isAncestorOf(name) && name.getNumberOfElements() > KEY)
            .map(name -> fault(name, variables))
            .forEach(fault -> {
              if (fault != null) {
                faults.add(fault);
              }
            });
      }
    }
    if (!faults.isEmpty()) {
      throw new IllegalStateException(
          "%s; known are %s"
              .formatted(String.join(", ", faults), String.join(", ", KNOWN.values())));
    }
  }

  private static @Nullable String fault(ConfigurationPropertyName name, boolean variable) {
    // MAX_CONCURRENCY in the environment reads as max.concurrency and is bound all the same.
    // So are lists, as EXTRA_OPTIONS_0.
    String whole =
        IntStream.range(KEY, name.getNumberOfElements())
            .mapToObj(i -> name.getElement(i, Form.UNIFORM))
            .filter(element -> !element.matches("\\d+"))
            .collect(Collectors.joining());
    if (KNOWN.containsKey(name.getElement(KEY, Form.UNIFORM))
        || (variable && KNOWN.containsKey(whole))) {
      return null;
    }
    return name + " is no setting";
  }

  private static Map<String, String> known() {
    Map<String, String> known = new LinkedHashMap<>();
    Arrays.stream(ProviderSettings.class.getRecordComponents())
        .map(RecordComponent::getName)
        .forEach(name ->
            known.put(
                name.toLowerCase(Locale.ROOT),
                name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)));
    return known;
  }
}
