package dev.gepaserver.llm.simulated;

import dev.gepaserver.common.Json;
import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ToolRequest;
import dev.gepaserver.journal.ToolUse;
import dev.gepaserver.llm.KnownOptions;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.ModelRequest;
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
    return ask(ModelRequest.of(model, messages), attempt);
  }

  @Override
  public Reply ask(ModelRequest request, int attempt)
      throws AttemptFailedException, InterruptedException {
    ModelRef model = request.model();
    SimulatedModel asked = models.get(model.model());
    if (asked == null) {
      throw AttemptFailedException.hopeless(
          "model-unknown",
          "there is no simulated model %s; known are %s"
              .formatted(model.model(), String.join(", ", models.keySet())));
    }
    Thread.sleep(settings.latency());
    String drawn = drawn(request);
    if (attempt == 1 && share(drawn, "fault") < settings.faultRate()) {
      throw AttemptFailedException.unavailable(
          AttemptFailedException.OVERLOADED, "503 simulated fault", null);
    }
    long input = tokens(request.characters());
    if (share(drawn, "refusal") < settings.refusalRate()) {
      return new Reply(REFUSAL, "refused", input, 0, 0, tokens(REFUSAL.length()));
    }
    ToolRequest call =
        request.tools().isEmpty() ? null : asked.call(request.messages(), request.tools());
    if (call != null) {
      long output = tokens(call.name().length() + call.arguments().length());
      return new Reply("", "stop", input, 0, 0, output).with(new ToolUse(List.of(call), null));
    }
    String reply = asked.reply(request.messages(), draw(drawn, "reply"));
    return bounded(reply, model.maxTokens(), input);
  }

  private static String drawn(ModelRequest request) {
    return request.tools().isEmpty()
        ? Json.write(List.of(request.model(), request.messages()))
        : Json.write(request);
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
