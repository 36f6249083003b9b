package dev.gepaserver.settings;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Lets a management port of its own listen where the service does, unless told otherwise; without
 * an address it would on all of them. No settings file can say so: where there is no such port, an
 * address for it is refused.
 */
public final class ManagementAddress implements EnvironmentPostProcessor, Ordered {

  private static final String OURS = "server.address";
  private static final String ITS = "management.server.address";

  /** After all that reads settings. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    String address = environment.getProperty(OURS);
    if (address != null
        && ManagementPortType.get(environment) == ManagementPortType.DIFFERENT
        && !environment.containsProperty(ITS)) {
      environment
          .getPropertySources()
          .addLast(new MapPropertySource("managementAddress", Map.of(ITS, address)));
    }
  }
}
