package dev.gepaserver.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * The browser that is installed here: Chromium as Debian packages it. Where it is missing it is
 * installed, where that may be done; else the test is left out and says so.
 */
final class Chromium implements AutoCloseable {

  private static final Path INSTALLED = Path.of("/usr/bin/chromium");
  private static final long INSTALLING_MINUTES = 10;

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /** Starts it. */
  static Chromium start() {
    if (!Files.isExecutable(INSTALLED)) {
      install();
    }
    Assumptions.assumeTrue(
        Files.isExecutable(INSTALLED),
        "there is no " + INSTALLED + " and it could not be installed: no browser, no browser test");
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    LaunchOptions options =
        new LaunchOptions().setExecutablePath(INSTALLED).setArgs(List.of("--no-sandbox"));
    return new Chromium(playwright, playwright.chromium().launch(options));
  }

  private static void install() {
    try {
      Process apt =
          new ProcessBuilder("sh", "-c", "apt-get update && apt-get install -y chromium")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!apt.waitFor(INSTALLING_MINUTES, TimeUnit.MINUTES)) {
        apt.destroy();
      }
    } catch (IOException e) {
      throw new IllegalStateException("apt-get cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    playwright.close();
  }
}
