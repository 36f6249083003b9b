package dev.gepaserver.llm.ollama;

import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Provider;
import dev.gepaserver.llm.ProviderSettings;
import dev.gepaserver.llm.ProviderType;
import dev.gepaserver.llm.chat.Access;
import dev.gepaserver.llm.chat.ChatProvider;
import dev.gepaserver.llm.chat.Failures;
import dev.gepaserver.llm.chat.RestWire;
import dev.gepaserver.llm.chat.Wire;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

/**
 * {@code ollama}: a server of Ollama; asks for no key, and is sent one only if it is configured.
 */
@Component
class OllamaProviderType implements ProviderType {

  private static final String LOCAL = "http://localhost:11434";

  private static final int USUAL_CONTEXT = 4_096;

  private final InstantSource clock;

  OllamaProviderType(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "ollama";
  }

  /** What is asked for, else what is set, else what Ollama gives a model; it cuts what is more. */
  @Override
  public Integer contextTokens(ModelRef model, @Nullable Integer set) {
    JsonNode asked = model.options() == null ? null : model.options().get("num_ctx");
    if (asked != null && asked.canConvertToInt() && asked.intValue() > 0) {
      return asked.intValue();
    }
    return set == null ? (Integer) USUAL_CONTEXT : set;
  }

  @Override
  public Provider open(String name, ProviderSettings settings) {
    Access access = Access.of(settings, LOCAL);
    Wire wire =
        new Wire(
            access.baseUrl(),
            access.hasKey() ? Map.of("Authorization", "Bearer " + access.key()) : Map.of(),
            Map.of(),
            settings.timeout());
    OllamaChatModel chat =
        OllamaChatModel.builder()
            .ollamaApi(
                OllamaApi.builder()
                    .baseUrl(Wire.NOWHERE)
                    .restClientBuilder(
                        RestClient.builder()
                            .requestFactory(new SimpleClientHttpRequestFactory())
                            .requestInterceptor(new RestWire(wire)))
                    .build())
            .options(OllamaChatOptions.builder().model("none").build())
            .retryTemplate(new RetryTemplate(RetryPolicy.builder().maxRetries(0).build()))
            .build();
    return new ChatProvider(
        chat,
        new OllamaDialect(),
        settings,
        OllamaDialect.OPTIONS,
        new Failures(access, settings.timeout(), clock),
        wire::close);
  }
}
