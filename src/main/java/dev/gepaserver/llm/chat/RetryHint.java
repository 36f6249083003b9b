package dev.gepaserver.llm.chat;

import dev.gepaserver.journal.RetryAfter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a provider asks to be left alone: by {@code retry-after-ms}, {@code Retry-After}, {@code
 * x-ratelimit-reset-requests} and {@code -tokens} of a limit that is used up, or Google's {@code
 * retryDelay}.
 */
final class RetryHint {

  private static final Pattern SPAN =
      Pattern.compile(
          "(?:(\\d{1,4})h)?(?:(\\d{1,6})m(?!s))?(?:(\\d{1,9}(?:\\.\\d{1,9})?)s)?(?:(\\d{1,9}(?:\\.\\d{1,9})?)ms)?");

  private RetryHint() {}

  /** Null where nothing is said. */
  static @Nullable Duration of(HttpFailure failure, ErrorBody said, Instant now) {
    String millis = failure.header("retry-after-ms");
    if (millis != null && millis.strip().matches("\\d{1,9}(\\.\\d{1,6})?")) {
      return seconds(new BigDecimal(millis.strip()).movePointLeft(3), now);
    }
    String plain = failure.header("Retry-After");
    if (plain != null) {
      return RetryAfter.read(plain, now);
    }
    if (said.retryDelay() != null) {
      return span(said.retryDelay(), now);
    }
    Duration longest = null;
    for (String limit : new String[] {"requests", "tokens"}) {
      String reset = failure.header("x-ratelimit-reset-" + limit);
      if (reset != null && "0".equals(failure.header("x-ratelimit-remaining-" + limit))) {
        Duration wait = span(reset.strip(), now);
        longest = longest == null || (wait != null && wait.compareTo(longest) > 0) ? wait : longest;
      }
    }
    return longest;
  }

  private static @Nullable Duration span(String text, Instant now) {
    Matcher parts = SPAN.matcher(text);
    if (text.isEmpty() || !parts.matches()) {
      return null;
    }
    return seconds(
        part(parts, 1, "3600")
            .add(part(parts, 2, "60"))
            .add(part(parts, 3, "1"))
            .add(part(parts, 4, "0.001")),
        now);
  }

  private static BigDecimal part(Matcher parts, int group, String seconds) {
    String part = parts.group(group);
    return part == null ? BigDecimal.ZERO : new BigDecimal(part).multiply(new BigDecimal(seconds));
  }

  private static @Nullable Duration seconds(BigDecimal seconds, Instant now) {
    BigDecimal whole = seconds.min(BigDecimal.valueOf(999_999_999));
    return RetryAfter.read(whole.setScale(3, RoundingMode.CEILING).toPlainString(), now);
  }
}
