package dev.gepaserver.llm.openai;

import com.openai.client.OpenAIClient;
import dev.gepaserver.llm.Provider;
import dev.gepaserver.llm.ProviderSettings;
import dev.gepaserver.llm.ProviderType;
import dev.gepaserver.llm.chat.Access;
import dev.gepaserver.llm.chat.ChatProvider;
import dev.gepaserver.llm.chat.Failures;
import dev.gepaserver.llm.chat.KeylessProvider;
import dev.gepaserver.llm.chat.Wire;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;

/** Every provider that speaks OpenAI's chat completions, as its preset says. */
final class OpenAiProviderType implements ProviderType {

  private static final String OPENAI = "openai";

  private final Preset preset;
  private final InstantSource clock;

  OpenAiProviderType(Preset preset, InstantSource clock) {
    this.preset = preset;
    this.clock = clock;
  }

  @Override
  public String name() {
    return preset.name();
  }

  @Override
  public List<String> keyVariables() {
    return preset.keyVariables();
  }

  @Override
  public @Nullable String baseUrlVariable() {
    return preset.name().equals(OPENAI) ? "OPENAI_BASE_URL" : null;
  }

  @Override
  public Provider open(String name, ProviderSettings settings) {
    if (!preset.ownAddress() && settings.baseUrl() == null) {
      throw new IllegalArgumentException(
          "base-url is missing, type %s needs one such as %s"
              .formatted(preset.name(), preset.baseUrl()));
    }
    if (settings.apiVersion() != null && preset.ownAddress()) {
      throw new IllegalArgumentException(
          "api-version is for type azure-openai only, not for " + preset.name());
    }
    Access access = Access.of(settings, preset.baseUrl());
    if (preset.keyNeeded() && !access.hasKey()) {
      return KeylessProvider.of(name, settings, preset.options());
    }
    return open(settings, access);
  }

  private Provider open(ProviderSettings settings, Access access) {
    Wire wire =
        new Wire(
            access.baseUrl(),
            keyHeader(access),
            settings.apiVersion() == null
                ? Map.of()
                : Map.of("api-version", settings.apiVersion().strip()),
            settings.timeout());
    OpenAIClient client = OpenAiClients.open(wire, settings.timeout());
    OpenAiChatModel chat =
        OpenAiChatModel.builder()
            .openAiClient(client)
            .openAiClientAsync(client.async())
            .options(OpenAiChatOptions.builder().build())
            .build();
    return new ChatProvider(
        chat,
        new OpenAiDialect((OpenAiChatOptions) chat.getOptions(), preset, tokensField(access)),
        settings,
        preset.options(),
        new Failures(access, settings.timeout(), clock),
        () -> {
          client.close();
          wire.close();
        });
  }

  private Map<String, String> keyHeader(Access access) {
    if (!access.hasKey()) {
      return Map.of();
    }
    return preset.keyHeader() == null
        ? Map.of("Authorization", "Bearer " + access.key())
        : Map.of(preset.keyHeader(), access.key());
  }

  /** Whoever else answers as OpenAI does mostly knows the old name only. */
  private String tokensField(Access access) {
    String host = URI.create(access.baseUrl()).getHost();
    boolean elsewhere =
        preset.name().equals(OPENAI)
            && !host.equals("api.openai.com")
            && !host.endsWith(".api.openai.com");
    return elsewhere ? "max_tokens" : preset.tokensField();
  }
}
