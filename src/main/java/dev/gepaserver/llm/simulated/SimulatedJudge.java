package dev.gepaserver.llm.simulated;

import dev.gepaserver.common.Json;
import dev.gepaserver.journal.ChatMessage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A judge that reads the default prompt of the evaluator {@code llm_judge}: what stands between the
 * tags {@code rubric}, {@code output} and perhaps {@code expected_answer}, and the scale {@code a
 * number from 0 to 10}. With an expected answer it gives points for the share of its words that the
 * output has; without, for the share of the phrases in quotation marks of the rubric; where there
 * is neither, half of the scale.
 */
final class SimulatedJudge implements SimulatedModel {

  private static final Pattern QUOTED = Pattern.compile("[\"“]([^\"“”\\n]{1,200})[\"”]");
  private static final Pattern SCALE =
      Pattern.compile("a number from (-?[0-9.]{1,20}) to (-?[0-9.]{1,20})");
  private static final Pattern WORD_END = Pattern.compile("[^\\p{L}\\p{N}]+");

  @Override
  public String name() {
    return "judge";
  }

  @Override
  public String reply(List<ChatMessage> messages, long draw) {
    String prompt = messages.getFirst().content();
    String expected = between(prompt, "expected_answer");
    String output = between(prompt, "output");
    List<String> wanted = expected == null ? quoted(between(prompt, "rubric")) : words(expected);
    String said = output == null ? "" : " " + String.join(" ", words(output)) + " ";
    List<String> missing =
        wanted.stream().filter(each -> !said.contains(words(each, " "))).toList();
    double share =
        wanted.isEmpty() ? 0.5 : (wanted.size() - missing.size()) / (double) wanted.size();
    String reason =
        missing.isEmpty() ? "Nothing is missing." : "Missing: " + String.join(", ", missing) + ".";
    if (expected != null && !missing.isEmpty()) {
      reason += " The expected answer is: " + expected;
    }
    return Json.write(Json.object().put("reason", reason).put("score", points(prompt, share)));
  }

  private static BigDecimal points(String prompt, double share) {
    List<MatchResult> scales = SCALE.matcher(prompt).results().toList();
    double min = scales.isEmpty() ? 0 : Double.parseDouble(scales.getLast().group(1));
    double max = scales.isEmpty() ? 10 : Double.parseDouble(scales.getLast().group(2));
    return BigDecimal.valueOf(min + share * (max - min));
  }

  private static @Nullable String between(String prompt, String tag) {
    int from = prompt.indexOf("<" + tag + ">\n");
    int to = from < 0 ? -1 : prompt.indexOf("\n</" + tag + ">", from);
    return to < 0 ? null : prompt.substring(Math.min(to, from + tag.length() + 3), to).strip();
  }

  private static List<String> quoted(@Nullable String rubric) {
    return rubric == null
        ? new ArrayList<>()
        : QUOTED.matcher(rubric).results().map(found -> found.group(1)).distinct().toList();
  }

  private static List<String> words(String text) {
    return Arrays.stream(WORD_END.split(text.toLowerCase(Locale.ROOT)))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static String words(String text, String around) {
    return around + String.join(" ", words(text)) + around;
  }
}
