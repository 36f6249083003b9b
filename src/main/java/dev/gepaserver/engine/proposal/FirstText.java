package dev.gepaserver.engine.proposal;

import dev.gepaserver.engine.model.Message;
import dev.gepaserver.engine.spi.ReflectionDialogue;
import dev.gepaserver.engine.spi.ReplyJudge;
import dev.gepaserver.engine.spi.ReplyJudge.Judgement;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks the reflection model for the first text of a job that was given an objective and no seed.
 */
public final class FirstText {

  private static final String PROMPT =
      """
      Write the instruction that an AI system is to work with. This is what the system is for:

      %s

      Say what to do, in which order, and in which form the answer is to be given. Stay with what \
      is known from the above: do not invent facts, names or examples, and use no placeholders in \
      double braces. The instruction will be improved later by what is seen when the system runs \
      with it.%s

      Give the complete instruction, ready to be used as it stands, in one fenced block at the very \
      end, and nothing after it:

      ```
      the complete instruction
      ```
      """;

  private FirstText() {}

  /**
   * The dialogue that leads to the first text. One that holds any placeholder is unusable: nobody
   * could check at submission what it would put in, and it could give the expected answer away.
   *
   * @param component whose text it will be
   * @param objective what the system is for
   * @param attempts how often it is asked at most, at least 1
   * @param maxLength the longest usable text in characters; null for any length
   */
  public static ReflectionDialogue dialogue(
      String component, String objective, int attempts, @Nullable Integer maxLength) {
    String limit =
        maxLength == null ? "" : " It must have at most %d characters.".formatted(maxLength);
    return new ReflectionDialogue(
        0,
        component,
        0,
        List.of(Message.user(PROMPT.formatted(objective, limit))),
        attempts,
        withoutPlaceholders(new TextJudge(Set.of(), maxLength)));
  }

  private static ReplyJudge withoutPlaceholders(ReplyJudge judge) {
    return answer -> {
      Judgement judgement = judge.judge(answer);
      if (!(judgement instanceof Judgement.Usable(String text))) {
        return judgement;
      }
      Set<String> names = Placeholders.allIn(text);
      return names.isEmpty()
          ? judgement
          : new Judgement.Unusable(
              "The text must hold no placeholders in double braces, but it has %s."
                  .formatted(String.join(", ", Placeholders.written(names))));
    };
  }
}
