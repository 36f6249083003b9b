package dev.gepaserver.engine.proposal;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The template of a reflection prompt.
 *
 * <p>{@code <curr_param>} stands for the component's current text and {@code <side_info>} for the
 * rendered records; both are required. {@code <objective>}, {@code <rejected>}, {@code
 * <max_length>} and {@code <scores>} (a line for each example with its score) are optional.
 *
 * @param text the template
 */
public record PromptTemplate(String text) {

  static final String CURRENT = "<curr_param>";
  static final String RECORDS = "<side_info>";
  static final String OBJECTIVE = "<objective>";
  static final String REJECTED = "<rejected>";
  static final String MAX_LENGTH = "<max_length>";
  static final String SCORES = "<scores>";

  private static final Pattern PLACEHOLDER =
      Pattern.compile(String.join("|", CURRENT, RECORDS, OBJECTIVE, REJECTED, MAX_LENGTH, SCORES));

  /** What is wrong with a template, each as a sentence; nothing where it can be used. */
  public static List<String> faults(String template) {
    return Stream.of(CURRENT, RECORDS)
        .filter(required -> !template.contains(required))
        .map(required -> "The reflection prompt template must contain " + required)
        .toList();
  }

  /** Whether the template uses a placeholder. */
  boolean uses(String placeholder) {
    return text.contains(placeholder);
  }

  /** How often the template uses a placeholder. */
  int count(String placeholder) {
    int count = 0;
    for (int at = text.indexOf(placeholder); at >= 0; at = text.indexOf(placeholder, at + 1)) {
      count++;
    }
    return count;
  }

  /** The template with every placeholder replaced, in one pass: what is put in is left alone. */
  String filled(Map<String, String> values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            match -> Matcher.quoteReplacement(values.getOrDefault(match.group(), match.group())));
  }
}
