package dev.gepaserver.llm.openai;

import com.openai.client.OpenAIClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.openai.setup.OpenAiSetup;

/** Makes clients that try nothing again by themselves. */
final class OpenAiClients {

  private static final int IDLE_CONNECTIONS = 512;
  private static final Duration KEEP_ALIVE = Duration.ofMinutes(5);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private OpenAiClients() {}

  /** A client of its own, to be closed by the caller. */
  static OpenAIClient open(String baseUrl, String key, Duration timeout) {
    return OpenAiSetup.setupSyncClient(
        baseUrl,
        key,
        null,
        null,
        null,
        null,
        false,
        false,
        null,
        timeout,
        0,
        null,
        Map.of(),
        ObservationRegistry.NOOP,
        new SimpleMeterRegistry(),
        List.of(builder ->
            builder
                .maxIdleConnections(IDLE_CONNECTIONS)
                .keepAliveDuration(KEEP_ALIVE)
                .interceptor(OpenAiClients::sendOnce)));
  }

  /**
   * OkHttp by itself sends a request again whose connection was cut, and after some 408 and 503. A
   * body that can be written only once keeps it from that: a paid request goes out once an attempt,
   * and is counted.
   */
  private static Response sendOnce(Interceptor.Chain chain) throws IOException {
    Request request = chain.request();
    Request.Builder once = request.newBuilder();
    if (request.body() != null) {
      once.method(request.method(), new OneShot(request.body()));
    }
    return chain
        .withConnectTimeout((int) CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .proceed(once.build());
  }

  private static final class OneShot extends RequestBody {

    private final RequestBody body;

    OneShot(RequestBody body) {
      this.body = body;
    }

    @Override
    public @Nullable MediaType contentType() {
      return body.contentType();
    }

    @Override
    public long contentLength() throws IOException {
      return body.contentLength();
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      body.writeTo(sink);
    }
  }
}
