package dev.gepaserver.llm.simulated;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One record in a reflection prompt, as far as the simulated reflector understands it.
 *
 * @param inputs what the system was given
 * @param output what it answered
 * @param feedback what was said to that
 */
record ReflectionRecord(String inputs, String output, String feedback) {

  private static final Pattern RECORD = Pattern.compile("(?m)^# Example \\d+[ \\t]*$");
  private static final Pattern SECTION = Pattern.compile("(?m)^## (.+)$");
  private static final Pattern END = Pattern.compile("(?m)^(?:```|</|# |-{3,}$)");
  private static final String NOUN = "(?: (?:answer|output|value|result|label|one))";
  private static final String IS = "(?: (?:is|was|would be|would have been|to be|to contain))";
  private static final Pattern EXPECTED =
      Pattern.compile(
          "(?i)\\b(?:expected"
              + NOUN
              + "?"
              + IS
              + "?"
              + "|(?:correct|right|true|wanted)(?:"
              + NOUN
              + IS
              + "?|"
              + IS
              + "|(?=\\s*:))"
              + "|should (?:be|have been|contain|say))"
              + "(?:\\s*:\\s*|\\s+)(?:[\"“'`](?<quoted>[^\"”'`\\n]{1,80})[\"”'`]"
              + "|(?<bare>[\\p{L}\\p{N}$€£+-][^\\n]{0,78}?)"
              + "(?=[.;,]?\\s*$|[.;,]\\s|\\s(?:but|instead|not|rather|and)\\b))",
          Pattern.MULTILINE);

  /** The records of a prompt, in order. */
  static List<ReflectionRecord> readAll(String prompt) {
    List<ReflectionRecord> records = new ArrayList<>();
    Matcher heading = RECORD.matcher(prompt);
    boolean found = heading.find();
    while (found) {
      int start = heading.end();
      found = heading.find();
      Map<String, String> sections =
          sections(prompt.substring(start, found ? heading.start() : prompt.length()));
      records.add(
          new ReflectionRecord(
              sections.getOrDefault("Inputs", ""),
              sections.getOrDefault("Generated Outputs", ""),
              sections.getOrDefault("Feedback", "")));
    }
    return records;
  }

  /** What would have been right, as the feedback tells it; null where it does not. */
  @Nullable String expected() {
    Matcher matcher = EXPECTED.matcher(feedback);
    while (matcher.find()) {
      String quoted = matcher.group("quoted");
      String text = (quoted == null ? matcher.group("bare") : quoted).strip();
      if (!text.isEmpty()) {
        return text;
      }
    }
    return null;
  }

  private static Map<String, String> sections(String record) {
    Map<String, String> sections = new LinkedHashMap<>();
    Matcher heading = SECTION.matcher(record);
    boolean found = heading.find();
    while (found) {
      String name = heading.group(1).strip();
      int start = heading.end();
      found = heading.find();
      String text = record.substring(start, found ? heading.start() : record.length());
      Matcher end = END.matcher(text);
      sections.putIfAbsent(name, (end.find() ? text.substring(0, end.start()) : text).strip());
    }
    return sections;
  }
}
