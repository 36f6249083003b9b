package dev.gepaserver.llm.simulated;

import java.util.List;
import java.util.Locale;

/**
 * What a rule asks of a text: all of some phrases, and none of others. Case does not matter.
 *
 * @param all phrases that must stand in the text
 * @param none phrases that must not
 */
record Condition(List<String> all, List<String> none) {

  Condition {
    all = List.copyOf(all);
    none = List.copyOf(none);
  }

  /** How exactly the condition fits: the characters of its phrases; 0 where it does not hold. */
  int fit(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!all.stream().allMatch(p -> holds(lower, p))
        || none.stream().anyMatch(p -> holds(lower, p))) {
      return 0;
    }
    return all.stream().mapToInt(String::length).sum();
  }

  private static boolean holds(String lower, String phrase) {
    return lower.contains(phrase.toLowerCase(Locale.ROOT));
  }
}
