package dev.gepaserver.llm;

import dev.gepaserver.journal.CallMeter;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.Patience;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The room as Spring puts it together, with settings of one's own and short waits. */
public final class TestModels implements AutoCloseable {

  private final AnnotationConfigApplicationContext context;

  /** Starts it. */
  public TestModels(Map<String, ?> settings) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .forEach(s -> environment.getPropertySources().remove(s.getName()));
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("test", new TreeMap<>(settings)));
    context = new AnnotationConfigApplicationContext();
    context.setEnvironment(environment);
    context.register(Room.class);
    try {
      context.refresh();
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
  }

  /** The models, tried again after a millisecond. */
  public Models models() {
    return models(Duration.ofMillis(1), Duration.ofMillis(4));
  }

  /** The models, tried again as told. */
  public Models models(Duration firstWait, Duration longestWait) {
    return new RecordedModels(
        context.getBean(ProviderCatalogue.class),
        new Patience(firstWait, longestWait),
        CallMeter.NONE);
  }

  /** The models as the product has them. */
  public Models defaultModels() {
    return context.getBean(Models.class);
  }

  /** The providers. */
  public Providers providers() {
    return context.getBean(Providers.class);
  }

  /** The types of providers that there are. */
  public Collection<ProviderType> types() {
    return context.getBeansOfType(ProviderType.class).values();
  }

  /** One provider, to be asked without journal and patience. */
  public Provider provider(String name) {
    return Objects.requireNonNull(context.getBean(ProviderCatalogue.class).find(name)).provider();
  }

  /** A model without options. */
  public static ModelRef model(String provider, String model) {
    return new ModelRef(provider, model, null, null, null, null, null);
  }

  /** A conversation of one system and one user message. */
  public static List<ChatMessage> messages(@Nullable String system, String user) {
    ChatMessage asked = new ChatMessage("user", user);
    return system == null ? List.of(asked) : List.of(new ChatMessage("system", system), asked);
  }

  @Override
  public void close() {
    context.close();
  }

  @TestConfiguration
  @ComponentScan("dev.gepaserver.llm")
  @EnableConfigurationProperties(LlmSettings.class)
  static class Room {

    @Bean
    InstantSource clock() {
      return InstantSource.system();
    }

    @Bean
    CallMeter meter() {
      return CallMeter.NONE;
    }
  }
}
