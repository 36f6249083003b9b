package dev.gepaserver.demo;

import java.io.Console;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/** Runs the demo beside the service, as its client, once the service answers. */
@Configuration(proxyBeanMethods = false)
@Profile("demo")
class DemoConfiguration {

  private static final Duration POLL = Duration.ofMillis(250);

  private final Environment environment;
  private final InstantSource clock;
  private @Nullable Thread demo;

  DemoConfiguration(Environment environment, InstantSource clock) {
    this.environment = environment;
    this.clock = clock;
  }

  /** Starts the demo on a thread of its own. */
  @EventListener(ApplicationReadyEvent.class)
  void begin() {
    String base =
        "http://127.0.0.1:"
            + environment.getRequiredProperty("local.server.port")
            + environment.getProperty("server.servlet.context-path", "");
    demo = Thread.ofVirtual().name("demo").start(() -> run(base));
  }

  /** Ends the demo with the service. */
  @EventListener(ContextClosedEvent.class)
  void end() {
    if (demo != null) {
      demo.interrupt();
    }
  }

  private void run(String base) {
    try (DemoClient client = new DemoClient(base)) {
      new DemoRunner(client, BundledJob.read(), System.out, terminal(), clock, POLL).run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean terminal() {
    Console console = System.console();
    String kind = System.getenv("TERM");
    return console != null && console.isTerminal() && kind != null && !"dumb".equals(kind);
  }
}
