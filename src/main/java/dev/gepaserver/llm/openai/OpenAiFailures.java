package dev.gepaserver.llm.openai;

import com.openai.core.JsonObject;
import com.openai.core.JsonString;
import com.openai.core.JsonValue;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.RetryAfter;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what becomes of a call by what the client threw, in the provider's words but without the
 * key.
 */
final class OpenAiFailures {

  private static final int LONGEST_DETAIL = 2_000;
  private static final Set<String> KEY_CODES =
      Set.of("invalid_api_key", "api_key_invalid", "invalid_authentication");
  private static final Set<String> MODEL_CODES =
      Set.of("model_not_found", "model_not_available", "invalid_model");
  private static final Set<String> REFUSAL_CODES =
      Set.of(
          "content_filter",
          "content_policy_violation",
          "invalid_prompt",
          "responsibleaipolicyviolation");
  private static final Set<String> LENGTH_CODES =
      Set.of("context_length_exceeded", "string_above_max_length");

  private final String key;
  private final Duration timeout;
  private final InstantSource clock;

  OpenAiFailures(String key, Duration timeout, InstantSource clock) {
    this.key = key;
    this.timeout = timeout;
    this.clock = clock;
  }

  AttemptFailedException of(RuntimeException e) {
    return switch (e) {
      case OpenAIServiceException service -> answered(service);
      case OpenAIIoException io -> network(io);
      default ->
          AttemptFailedException.spoiled(
              "malformed", masked("the answer cannot be read: " + words(e)));
    };
  }

  private AttemptFailedException answered(OpenAIServiceException e) {
    int status = e.statusCode();
    Map<String, JsonValue> error = e.body() instanceof JsonObject body ? body.values() : Map.of();
    String code = field(error, "code").toLowerCase(Locale.ROOT);
    String message = field(error, "message");
    String detail = masked(status + " " + (message.isEmpty() ? firstWords(e) : message));
    if (status == 429 || status >= 500) {
      return AttemptFailedException.unavailable(
          detail, RetryAfter.read(header(e), clock.instant()));
    }
    if (status == 401 || status == 403 || KEY_CODES.contains(code)) {
      return AttemptFailedException.hopeless("model-key-rejected", detail);
    }
    if (status == 404 || MODEL_CODES.contains(code)) {
      return AttemptFailedException.hopeless("model-unknown", detail);
    }
    return AttemptFailedException.faulty(
        faultCode(status, code, message.toLowerCase(Locale.ROOT)), detail);
  }

  private static String faultCode(int status, String code, String message) {
    if (REFUSAL_CODES.contains(code)) {
      return "refused";
    }
    boolean tooLong =
        status == 413
            || LENGTH_CODES.contains(code)
            || message.contains("context length")
            || message.contains("context window");
    return tooLong ? "context-too-long" : "rejected";
  }

  private AttemptFailedException network(OpenAIIoException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || said(cause, "connect timed out")
          || said(cause, "failed to connect")) {
        return AttemptFailedException.unavailable(masked("cannot connect: " + words(cause)), null);
      }
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedIOException) {
        return AttemptFailedException.spoiled("timeout", "no complete answer within " + timeout);
      }
    }
    Throwable root = e.getCause() == null ? e : e.getCause();
    return AttemptFailedException.unavailable(
        masked("the connection failed: " + words(root)), null);
  }

  private static boolean said(Throwable e, String words) {
    return e.getMessage() != null && e.getMessage().toLowerCase(Locale.ROOT).contains(words);
  }

  private static @Nullable String header(OpenAIServiceException e) {
    List<String> values = e.headers().values("Retry-After");
    return values.isEmpty() ? null : values.getFirst();
  }

  private static String field(Map<String, JsonValue> error, String name) {
    return error.get(name) instanceof JsonString value ? value.value() : "";
  }

  private static String firstWords(OpenAIServiceException e) {
    return e.body() instanceof JsonString body ? body.value() : "without an explanation";
  }

  private static String words(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private String masked(String text) {
    String clean = text.replace(key, "***").replaceAll("\\bsk-[A-Za-z0-9_-]{6,}", "sk-***");
    return clean.length() <= LONGEST_DETAIL ? clean : clean.substring(0, LONGEST_DETAIL) + "…";
  }
}
