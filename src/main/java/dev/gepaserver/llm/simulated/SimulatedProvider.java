package dev.gepaserver.llm.simulated;

import dev.gepaserver.common.Json;
import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.llm.KnownOptions;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Provider;
import dev.gepaserver.llm.ProviderSettings;
import dev.gepaserver.llm.Reply;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks models that are made up. The same request gets the same reply in any order and on any
 * thread; whether it fails at first, or is refused, hangs on the request alone as well. Tokens are
 * counted as a quarter of the characters.
 */
final class SimulatedProvider implements Provider {

  private static final String REFUSAL = "I am sorry, I cannot help with that.";

  private final Map<String, SimulatedModel> models = new TreeMap<>();
  private final ProviderSettings settings;

  SimulatedProvider(ProviderSettings settings, List<SimulatedModel> models) {
    this.settings = settings;
    models.forEach(m -> this.models.put(m.name(), m));
  }

  @Override
  public List<String> models() {
    return List.copyOf(models.keySet());
  }

  @Override
  public boolean hasOnlyThese() {
    return true;
  }

  @Override
  public KnownOptions options() {
    return KnownOptions.all().withNames(settings.extraOptions());
  }

  @Override
  public @Nullable String unusable() {
    return null;
  }

  @Override
  public Reply ask(ModelRef model, List<ChatMessage> messages, int attempt)
      throws AttemptFailedException, InterruptedException {
    SimulatedModel asked = models.get(model.model());
    if (asked == null) {
      throw AttemptFailedException.hopeless(
          "model-unknown",
          "there is no simulated model %s; known are %s"
              .formatted(model.model(), String.join(", ", models.keySet())));
    }
    Thread.sleep(settings.latency());
    String request = Json.write(List.of(model, messages));
    if (attempt == 1 && share(request, "fault") < settings.faultRate()) {
      throw AttemptFailedException.unavailable(
          AttemptFailedException.OVERLOADED, "503 simulated fault", null);
    }
    long input = tokens(messages.stream().mapToLong(m -> m.content().length()).sum());
    if (share(request, "refusal") < settings.refusalRate()) {
      return new Reply(REFUSAL, "refused", input, 0, 0, tokens(REFUSAL.length()));
    }
    return bounded(asked.reply(messages, draw(request, "reply")), model.maxTokens(), input);
  }

  private static Reply bounded(String text, @Nullable Integer maxTokens, long input) {
    long output = tokens(text.length());
    if (maxTokens == null || output <= maxTokens) {
      return new Reply(text, "stop", input, 0, 0, output);
    }
    String cut = text.substring(0, (int) Math.min(text.length(), maxTokens * 4L));
    return new Reply(cut, "length", input, 0, 0, maxTokens);
  }

  private static long tokens(long characters) {
    return (characters + 3) / 4;
  }

  private static double share(String request, String purpose) {
    return draw(request, purpose) / (double) (1L << 60);
  }

  /** A number from 0 to 2^60 - 1 that hangs on the request and what it is drawn for. */
  private static long draw(String request, String purpose) {
    return Long.parseLong(Json.sha256(purpose + "\n" + request).substring(0, 15), 16);
  }
}
