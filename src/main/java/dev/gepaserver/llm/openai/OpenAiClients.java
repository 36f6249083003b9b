package dev.gepaserver.llm.openai;

import com.openai.client.OpenAIClient;
import com.openai.core.LogLevel;
import dev.gepaserver.llm.chat.Wire;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.ai.openai.setup.OpenAiSetup;

/** Makes clients that try nothing again by themselves and send everything by a wire. */
final class OpenAiClients {

  private OpenAiClients() {}

  /** A client of its own, to be closed by the caller; it does not close the wire. */
  static OpenAIClient open(Wire wire, Duration timeout) {
    OpenAIClient client =
        OpenAiSetup.setupSyncClient(
            Wire.NOWHERE,
            Wire.NO_KEY,
            null,
            null,
            null,
            null,
            false,
            false,
            null,
            Wire.above(timeout),
            0,
            null,
            Map.of(),
            ObservationRegistry.NOOP,
            new SimpleMeterRegistry(),
            List.of(builder -> builder.interceptor(wire)));
    // Whatever OPENAI_LOG says: a provider may repeat a key in what it answers.
    return client.withOptions(options -> options.logLevel(LogLevel.OFF));
  }
}
