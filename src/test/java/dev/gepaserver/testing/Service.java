package dev.gepaserver.testing;

import dev.gepaserver.GepaServer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The whole service in this JVM, on a free port of loopback; can be closed and started again on the
 * same database.
 */
public final class Service extends Api implements AutoCloseable {

  private final ConfigurableApplicationContext context;

  private Service(ConfigurableApplicationContext context) {
    super(((WebServerApplicationContext) context).getWebServer().getPort());
    this.context = context;
  }

  /** Starts it on a database with further settings, {@code name=value}. */
  public static Service on(TestDatabase.Access database, String... settings) {
    return start(context -> {}, database, settings);
  }

  /** Starts it with another clock. */
  public static Service withClock(
      InstantSource clock, TestDatabase.Access database, String... settings) {
    return with(InstantSource.class, clock, database, settings);
  }

  /** Starts it with another part. */
  public static <T> Service with(
      Class<T> type, T part, TestDatabase.Access database, String... settings) {
    return start(
        context ->
            context.registerBean("testPart", type, () -> part, bean -> bean.setPrimary(true)),
        database,
        settings);
  }

  private static Service start(
      ApplicationContextInitializer<GenericApplicationContext> more,
      TestDatabase.Access database,
      String... settings) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("server.port", "0");
    properties.put("spring.datasource.url", database.url());
    properties.put("spring.datasource.username", database.user());
    properties.put("spring.datasource.password", database.password());
    properties.put("db-scheduler.polling-interval", "100ms");
    properties.put("spring.main.banner-mode", "off");
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      properties.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    List<String> arguments = new ArrayList<>();
    properties.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    return new Service(
        new SpringApplicationBuilder(GepaServer.class)
            .initializers(more)
            .run(arguments.toArray(String[]::new)));
  }

  /** Starts it on a fresh database. */
  public static Service fresh(String... settings) {
    return on(TestDatabase.create(), settings);
  }

  /** A bean of the service. */
  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** All beans of a type. */
  public <T> Collection<T> beans(Class<T> type) {
    return context.getBeansOfType(type).values();
  }

  @Override
  public void close() {
    context.close();
  }
}
