package dev.gepaserver.llm;

import dev.gepaserver.common.Mask;
import dev.gepaserver.llm.limit.Limiter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Opens every configured provider at start and knows them by name. */
@Component
class ProviderCatalogue implements Providers, DisposableBean {

  private static final String SIMULATED = "simulated";

  private final Map<String, OpenProvider> open = new TreeMap<>();

  ProviderCatalogue(LlmSettings settings, List<ProviderType> types, Environment environment) {
    ProviderKeys.check(environment);
    Map<String, ProviderType> known =
        types.stream()
            .collect(
                Collectors.toMap(
                    ProviderType::name, Function.identity(), (a, b) -> a, TreeMap::new));
    withDefaults(settings.providers(), known.values(), environment)
        .forEach((name, s) -> open.put(name, open(name, s, known)));
  }

  /** The provider of this name, null where there is none. */
  @Nullable OpenProvider find(String name) {
    return open.get(name);
  }

  /** The names of all providers. */
  List<String> names() {
    return List.copyOf(open.keySet());
  }

  @Override
  public List<ProviderInfo> all() {
    List<ProviderInfo> all = new ArrayList<>();
    for (OpenProvider p : open.values()) {
      String reason = p.provider().unusable();
      all.add(
          new ProviderInfo(
              p.name(),
              p.type().name(),
              p.provider().models(),
              reason == null,
              reason,
              p.type().simulated()));
    }
    return Collections.unmodifiableList(all);
  }

  @Override
  public void destroy() {
    open.values().forEach(p -> p.provider().close());
  }

  private static Map<String, ProviderSettings> withDefaults(
      Map<String, ProviderSettings> given,
      Collection<ProviderType> types,
      Environment environment) {
    Map<String, ProviderSettings> all = new TreeMap<>(given);
    all.putIfAbsent(SIMULATED, ProviderSettings.defaults());
    for (ProviderType type : types) {
      String key =
          type.keyVariables().stream()
              .map(variable -> variable(environment, variable))
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(null);
      ProviderSettings settings = all.getOrDefault(type.name(), ProviderSettings.defaults());
      // A key from the environment goes to the address from the environment and nowhere else.
      if (key != null
          && settings.apiKey() == null
          && settings.baseUrl() == null
          && (settings.type() == null || settings.type().equals(type.name()))) {
        String baseUrl =
            type.baseUrlVariable() == null ? null : variable(environment, type.baseUrlVariable());
        all.put(type.name(), settings.withAccess(type.name(), baseUrl, key));
      }
    }
    return all;
  }

  private static @Nullable String variable(Environment environment, String name) {
    String value = environment.getProperty(name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  private static OpenProvider open(
      String name, ProviderSettings settings, Map<String, ProviderType> known) {
    String prefix = "gepa.providers." + name;
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
      throw new IllegalStateException(
          prefix + ": a provider's name is 1 to 64 letters, digits, '_', '.' and '-'");
    }
    String typeName = settings.type() == null ? name : settings.type();
    ProviderType type = known.get(typeName);
    if (type == null) {
      throw new IllegalStateException(
          settings.type() == null
              ? prefix + ".type is missing; known are " + String.join(", ", known.keySet())
              : prefix
                  + ".type is "
                  + typeName
                  + ", which is unknown; known are "
                  + String.join(", ", known.keySet()));
    }
    try {
      ModelPrices prices =
          new ModelPrices(settings.prices(), PriceTable.of(typeName, settings.baseUrl()));
      Limiter limiter = new Limiter(settings.limits());
      return new OpenProvider(
          name,
          type,
          type.open(name, settings),
          limiter,
          settings.maxAttempts(),
          settings.contextTokens(),
          prices,
          Mask.of(settings.apiKey() == null ? List.of() : List.of(settings.apiKey())));
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(prefix + ": " + e.getMessage(), e);
    }
  }
}
