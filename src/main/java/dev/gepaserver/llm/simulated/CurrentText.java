package dev.gepaserver.llm.simulated;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the text to be improved in a reflection prompt, whatever words stand around it. */
final class CurrentText {

  private static final Pattern FENCED =
      Pattern.compile("(?ms)^```[^\\n`]*\\n(.*?)\\n?^```[ \\t]*$");
  private static final Pattern TAGGED = Pattern.compile("(?s)<([a-z_]+)>\\n(.*?)\\n?</\\1>");
  private static final Pattern RECORD = Pattern.compile("(?m)^# Example \\d+[ \\t]*$");

  private CurrentText() {}

  /**
   * What stands between tags whose name has "current" in it; else the first block, fenced or
   * between tags, that holds no records; else what stands before the records; maybe empty.
   */
  static String in(String prompt) {
    // By place: a block within another one comes later, and does not count.
    NavigableMap<Integer, String> blocks = new TreeMap<>();
    FENCED.matcher(prompt).results().forEach(block -> blocks.put(block.start(), block.group(1)));
    for (MatchResult block : TAGGED.matcher(prompt).results().toList()) {
      if (block.group(1).contains("current") && !RECORD.matcher(block.group(2)).find()) {
        return block.group(2).strip();
      }
      blocks.put(block.start(), block.group(2));
    }
    for (String block : blocks.values()) {
      if (!RECORD.matcher(block).find()) {
        return block.strip();
      }
    }
    Matcher record = RECORD.matcher(prompt);
    return blocks.isEmpty() && record.find() ? prompt.substring(0, record.start()).strip() : "";
  }
}
