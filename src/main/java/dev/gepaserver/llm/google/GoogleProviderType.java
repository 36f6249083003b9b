package dev.gepaserver.llm.google;

import com.google.genai.Client;
import com.google.genai.types.ClientOptions;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
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
import okhttp3.OkHttpClient;
import org.springframework.ai.google.genai.GoogleGenAiChatModel;
import org.springframework.ai.google.genai.GoogleGenAiChatOptions;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.stereotype.Component;

/** {@code google}: the Gemini API, opened by a key. */
@Component
class GoogleProviderType implements ProviderType {

  private static final String GEMINI = "https://generativelanguage.googleapis.com";

  private final InstantSource clock;

  GoogleProviderType(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return "google";
  }

  @Override
  public List<String> keyVariables() {
    return List.of("GEMINI_API_KEY", "GOOGLE_API_KEY");
  }

  @Override
  public Provider open(String name, ProviderSettings settings) {
    Access access = Access.of(settings, GEMINI);
    if (!access.hasKey()) {
      return KeylessProvider.of(name, settings, GoogleDialect.OPTIONS);
    }
    Wire wire =
        new Wire(
            access.baseUrl().replaceAll("/v1beta$", ""),
            Map.of("x-goog-api-key", access.key()),
            Map.of(),
            settings.timeout());
    Client client = client(wire);
    GoogleGenAiChatModel chat =
        GoogleGenAiChatModel.builder()
            .genAiClient(client)
            .options(GoogleGenAiChatOptions.builder().model("none").build())
            .retryTemplate(new RetryTemplate(RetryPolicy.builder().maxRetries(0).build()))
            .build();
    return new ChatProvider(
        chat,
        new GoogleDialect(),
        settings,
        GoogleDialect.OPTIONS,
        new Failures(access, settings.timeout(), clock),
        () -> {
          client.close();
          wire.close();
        });
  }

  private static Client client(Wire wire) {
    return Client.builder()
        .vertexAI(false)
        .apiKey(Wire.NO_KEY)
        .httpOptions(
            HttpOptions.builder()
                .baseUrl(Wire.NOWHERE)
                .retryOptions(HttpRetryOptions.builder().attempts(1).build())
                .build())
        .clientOptions(
            ClientOptions.builder()
                .customHttpClient(new OkHttpClient.Builder().addInterceptor(wire).build())
                .build())
        .build();
  }
}
