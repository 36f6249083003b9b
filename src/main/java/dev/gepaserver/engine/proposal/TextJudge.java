package dev.gepaserver.engine.proposal;

import dev.gepaserver.engine.spi.ReflectionReply;
import dev.gepaserver.engine.spi.ReplyJudge;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an answer holds a text that may become part of a candidate.
 *
 * @param placeholders names of the placeholders that must stay
 * @param maxLength the longest usable text in characters (Unicode code points); null for any length
 */
record TextJudge(Set<String> placeholders, @Nullable Integer maxLength) implements ReplyJudge {

  @Override
  public Judgement judge(ReflectionReply.Answered answer) {
    return switch (answer.finish()) {
      case LENGTH -> unusable("The answer was cut off because it reached the limit of its length.");
      case REFUSED -> unusable("The model refused to answer.");
      case STOP, OTHER -> judge(answer.text());
    };
  }

  private Judgement judge(String reply) {
    Optional<String> fenced = ReplyReader.fencedText(reply);
    if (fenced.isEmpty()) {
      return unusable(
          reply.isBlank()
              ? "The answer is empty."
              : "The answer has no text between an opening and a closing fence (```).");
    }
    String text = fenced.get();
    if (text.isEmpty()) {
      return unusable("The text between the fences is empty.");
    }
    int length = text.codePointCount(0, text.length());
    if (maxLength != null && length > maxLength) {
      return unusable(
          "The text has %s characters, but at most %s are allowed.".formatted(length, maxLength));
    }
    List<String> missing = Placeholders.missing(placeholders, text);
    return missing.isEmpty()
        ? new Judgement.Usable(text)
        : unusable("These placeholders are missing: %s.".formatted(String.join(", ", missing)));
  }

  private static Judgement unusable(String reason) {
    return new Judgement.Unusable(reason);
  }
}
