package dev.gepaserver.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.journal.ChatMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** No candidate makes longer messages than were foreseen. */
class PromptBoundTest {

  private static final int MOST = 300;
  private static final List<ChatMessage> MESSAGES =
      List.of(
          new ChatMessage("system", "{{component.c}} €{{component.c}} {{component.d}}"),
          new ChatMessage("user", "{{input}} {{component.d}} {{ a }}"));
  private static final Texts SEED = Texts.of(Map.of("c", "{{a}} {{ deep.b }}", "d", "plain"));

  @RepeatedTest(50)
  void holdsForAnyTextAndExample(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    Example example =
        new Example(
            0,
            "0",
            Json.parse(
                "{\"input\": \"%s\", \"a\": \"%s\", \"deep\": {\"b\": [\"%s\"]}}"
                    .formatted(any(random, 80), any(random, 80), any(random, 40))));
    Texts candidate = Texts.of(Map.of("c", text(random), "d", text(random)));

    long foreseen = new PromptBound(MESSAGES, TextBounds.of(SEED, List.of(), MOST)).bytes(example);
    long sent =
        new PromptMessages(MESSAGES, SEED)
            .fill(candidate, PromptValues.of(example)).stream()
                .mapToLong(m -> m.content().getBytes(StandardCharsets.UTF_8).length)
                .sum();

    assertThat(sent).isLessThanOrEqualTo(foreseen);
  }

  /** As many placeholders and wide characters as there is room for. */
  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    List<String> parts = List.of("{{a}}", "{{deep.b}}", "\uD83D\uDE00", "€", "{{input}}", "x");
    String next = parts.get(random.nextInt(parts.size()));
    while (text.codePointCount(0, text.length()) + next.codePointCount(0, next.length()) <= MOST) {
      text.append(next);
      next = random.nextInt(4) > 0 ? next : parts.get(random.nextInt(parts.size()));
    }
    return text.toString();
  }

  private static String any(Random random, int most) {
    return "\uD83D\uDE00".repeat(random.nextInt(most)) + "ä".repeat(random.nextInt(most));
  }
}
