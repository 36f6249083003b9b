package dev.gepaserver.llm.openai;

import dev.gepaserver.llm.Provider;
import dev.gepaserver.llm.ProviderSettings;
import dev.gepaserver.llm.ProviderType;
import java.net.URI;
import java.time.InstantSource;
import org.springframework.stereotype.Component;

/** {@code openai}: every provider that speaks OpenAI's chat completions. */
@Component
class OpenAiProviderType implements ProviderType {

  private static final String OPENAI = "https://api.openai.com/v1";

  private final InstantSource clock;

  OpenAiProviderType(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public Provider open(String name, ProviderSettings settings) {
    String baseUrl =
        settings.baseUrl() == null ? OPENAI : settings.baseUrl().strip().replaceAll("/+$", "");
    check(baseUrl);
    String key = settings.apiKey();
    if (key == null || key.isBlank()) {
      // Without a key no client is made at all: it would look for one in the environment, and send
      // it to this address.
      return new KeylessProvider(
          settings.models(), "gepa.providers." + name + ".api-key is not set");
    }
    OpenAiFailures failures = new OpenAiFailures(key.strip(), settings.timeout(), clock);
    return new OpenAiProvider(
        OpenAiClients.open(baseUrl, key.strip(), settings.timeout()), settings.models(), failures);
  }

  private static void check(String baseUrl) {
    try {
      URI uri = URI.create(baseUrl);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // falls through to the one message that says what is right
    }
    throw new IllegalArgumentException(
        "base-url is " + baseUrl + ", it must be an http or https URL such as " + OPENAI);
  }
}
