package dev.gepaserver.llm.chat;

import dev.gepaserver.common.Mask;
import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.llm.ModelRef;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Says what becomes of a call by what the client threw, in the provider's words but without the
 * key. The words of all providers are looked for with each of them: the same servers stand behind
 * many names.
 */
public final class Failures {

  private static final int LONGEST_DETAIL = 2_000;

  private static final Pattern KEYS =
      Pattern.compile("\\b(sk-|gsk_|AIza|tgp_v1_)[A-Za-z0-9_-]{6,}");
  private static final Set<String> QUOTA_CODES =
      Set.of(
          "insufficient_quota",
          "billing_hard_limit_reached",
          "billing_not_active",
          "billing_error",
          "insufficient_balance");
  private static final Set<String> KEY_CODES =
      Set.of(
          "invalid_api_key", "api_key_invalid", "invalid_authentication", "authentication_error");
  private static final Set<String> MODEL_CODES =
      Set.of("model_not_found", "model_not_available", "invalid_model", "deploymentnotfound");
  private static final Pattern MODEL_WORDS =
      Pattern.compile(
          "not a valid model|model not exist|invalid model|unknown model|no such model"
              + "|model\\b.*\\b(does not exist|not found|not available)");
  private static final Pattern ONLY_MODEL_WORDS =
      Pattern.compile("(model not exist|invalid model|unknown model|no such model)\\W*");
  private static final Set<String> REFUSAL_CODES =
      Set.of(
          "content_filter",
          "content_policy_violation",
          "invalid_prompt",
          "responsibleaipolicyviolation");
  private static final Pattern REFUSAL_WORDS =
      Pattern.compile("content filtering policy|content management policy");
  private static final Set<String> LENGTH_CODES =
      Set.of("context_length_exceeded", "string_above_max_length", "request_too_large");
  private static final Pattern LENGTH_WORDS =
      Pattern.compile(
          "context length|context window|context limit|prompt is too long|input token count"
              + "|too large for model");

  private final Mask secrets;
  private final String baseUrl;
  private final Duration timeout;
  private final InstantSource clock;

  /**
   * Of one provider.
   *
   * @param access its key is never told, its address where that seems to be wrong
   * @param timeout of one attempt
   */
  public Failures(Access access, Duration timeout, InstantSource clock) {
    this.secrets = Mask.of(List.of(access.key()));
    this.baseUrl = access.baseUrl();
    this.timeout = timeout;
    this.clock = clock;
  }

  /** What becomes of the call. */
  public AttemptFailedException of(Throwable thrown, ModelRef model) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpFailure failure) {
        return answered(failure, ErrorBody.read(failure.body()), model);
      }
      if (cause instanceof LostException lost) {
        return lost.sent() ? lost(lost).billable(null) : lost(lost);
      }
    }
    return AttemptFailedException.spoiled(
            AttemptFailedException.MALFORMED, masked("the answer cannot be read: " + words(thrown)))
        .billable(null);
  }

  private AttemptFailedException answered(HttpFailure failure, ErrorBody said, ModelRef model) {
    int status = failure.status();
    String message = said.message().toLowerCase(Locale.ROOT);
    String detail =
        masked(
            status + " " + (said.message().isEmpty() ? "without an explanation" : said.message()));
    if (status == 402 || said.says(QUOTA_CODES) || message.contains("credit balance is too low")) {
      return AttemptFailedException.hopeless("model-key-rejected", detail);
    }
    if (status == 429 || status >= 500) {
      String code =
          switch (status) {
            case 429 -> AttemptFailedException.RATE_LIMITED;
            case 504, 524 -> AttemptFailedException.TIMEOUT;
            default -> AttemptFailedException.OVERLOADED;
          };
      return AttemptFailedException.unavailable(
          code, detail, RetryHint.of(failure, said, clock.instant()));
    }
    if (status == 408) {
      return AttemptFailedException.spoiled(AttemptFailedException.TIMEOUT, detail);
    }
    if (said.says(REFUSAL_CODES) || said.flagged() || REFUSAL_WORDS.matcher(message).find()) {
      return AttemptFailedException.faulty("refused", detail);
    }
    if (status == 401 || status == 403 || said.says(KEY_CODES)) {
      return AttemptFailedException.hopeless("model-key-rejected", detail);
    }
    if (namesModel(status, said, message, model)) {
      return AttemptFailedException.hopeless("model-unknown", detail);
    }
    if (status == 404 || status == 405 || status < 400) {
      return AttemptFailedException.hopeless("model-unknown", masked(misplaced(failure, detail)));
    }
    return AttemptFailedException.faulty(
        status == 413 || said.says(LENGTH_CODES) || LENGTH_WORDS.matcher(message).find()
            ? "context-too-long"
            : "rejected",
        detail);
  }

  private static boolean namesModel(int status, ErrorBody said, String message, ModelRef model) {
    if (said.says(MODEL_CODES)) {
      return true;
    }
    boolean named = message.contains(model.model().toLowerCase(Locale.ROOT));
    return switch (status) {
      case 404 -> said.json() && (named || message.contains("model"));
      // Words about some other thing that is not found, or of the prompt, end no job.
      case 400, 422 ->
          (named && MODEL_WORDS.matcher(message).find())
              || ONLY_MODEL_WORDS.matcher(message).matches();
      default -> false;
    };
  }

  private String misplaced(HttpFailure failure, String detail) {
    String location = failure.header("Location");
    return location == null
        ? "%s; nothing answers for models at the base-url %s: it is probably wrong, rather than the model"
            .formatted(detail, baseUrl)
        : "%s; the base-url %s leads on to %s, and is not followed"
            .formatted(detail, baseUrl, location);
  }

  private AttemptFailedException lost(LostException lost) {
    for (Throwable cause = lost; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof HttpConnectTimeoutException
          || said(cause, "connect timed out")
          || said(cause, "failed to connect")) {
        return AttemptFailedException.unavailable(
            AttemptFailedException.NETWORK, masked("cannot connect: " + words(cause)), null);
      }
    }
    for (Throwable cause = lost; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedIOException || cause instanceof HttpTimeoutException) {
        return AttemptFailedException.spoiled(
            AttemptFailedException.TIMEOUT, "no complete answer within " + timeout);
      }
    }
    return AttemptFailedException.unavailable(
        AttemptFailedException.NETWORK, masked("the connection failed: " + words(lost)), null);
  }

  private static boolean said(Throwable e, String words) {
    return e.getMessage() != null && e.getMessage().toLowerCase(Locale.ROOT).contains(words);
  }

  private static String words(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private String masked(String text) {
    String clean = KEYS.matcher(secrets.message(text)).replaceAll("$1" + Mask.SHOWN);
    return clean.length() <= LONGEST_DETAIL ? clean : clean.substring(0, LONGEST_DETAIL) + "…";
  }
}
