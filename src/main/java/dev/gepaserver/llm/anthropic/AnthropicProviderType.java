package dev.gepaserver.llm.anthropic;

import com.anthropic.backends.AnthropicBackend;
import com.anthropic.client.AnthropicClient;
import com.anthropic.client.AnthropicClientImpl;
import com.anthropic.core.ClientOptions;
import com.anthropic.core.LogLevel;
import dev.gepaserver.llm.Provider;
import dev.gepaserver.llm.ProviderSettings;
import dev.gepaserver.llm.ProviderType;
import dev.gepaserver.llm.chat.Access;
import dev.gepaserver.llm.chat.ChatProvider;
import dev.gepaserver.llm.chat.Failures;
import dev.gepaserver.llm.chat.KeylessProvider;
import dev.gepaserver.llm.chat.Wire;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.anthropic.http.okhttp.SpringAiAnthropicHttpClient;
import org.springframework.stereotype.Component;

/** {@code anthropic}: Anthropic, and whoever answers as it does. */
@Component
class AnthropicProviderType implements ProviderType {

  private static final String ANTHROPIC = "https://api.anthropic.com";

  private final InstantSource clock;

  AnthropicProviderType(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "anthropic";
  }

  @Override
  public List<String> keyVariables() {
    return List.of("ANTHROPIC_API_KEY");
  }

  @Override
  public Integer maxTokens() {
    return AnthropicDialect.MAX_TOKENS;
  }

  @Override
  public Provider open(String name, ProviderSettings settings) {
    Access access = Access.of(settings, ANTHROPIC);
    if (!access.hasKey()) {
      return KeylessProvider.of(name, settings, AnthropicDialect.OPTIONS);
    }
    Wire wire =
        new Wire(
            access.baseUrl().replaceAll("/v1$", ""),
            Map.of("x-api-key", access.key()),
            Map.of(),
            settings.timeout());
    AnthropicClient client = client(wire, settings);
    AnthropicChatModel chat =
        AnthropicChatModel.builder()
            .anthropicClient(client)
            .anthropicClientAsync(client.async())
            .options(AnthropicChatOptions.builder().build())
            .build();
    return new ChatProvider(
        chat,
        new AnthropicDialect(),
        settings,
        AnthropicDialect.OPTIONS,
        new Failures(access, settings.timeout(), clock),
        () -> {
          client.close();
          wire.close();
        });
  }

  private static AnthropicClient client(Wire wire, ProviderSettings settings) {
    SpringAiAnthropicHttpClient http =
        SpringAiAnthropicHttpClient.builder()
            .backend(AnthropicBackend.builder().baseUrl(Wire.NOWHERE).apiKey(Wire.NO_KEY).build())
            .timeout(Wire.above(settings.timeout()))
            .interceptor(wire)
            .build();
    return new AnthropicClientImpl(
        ClientOptions.builder()
            .httpClient(http)
            .timeout(Wire.above(settings.timeout()))
            .maxRetries(0)
            // Whatever ANTHROPIC_LOG says: a provider may repeat a key in what it answers.
            .logLevel(LogLevel.OFF)
            .build());
  }
}
