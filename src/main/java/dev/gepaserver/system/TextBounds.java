package dev.gepaserver.system;

import dev.gepaserver.engine.model.Texts;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long the texts of a job's candidates can be.
 *
 * @param seed the seed's texts, whose placeholders are those of all
 * @param longest by component the most characters (Unicode code points) that any text of it has
 */
public record TextBounds(Texts seed, Map<String, Long> longest) {

  /** Copies the map. */
  public TextBounds {
    longest = Map.copyOf(longest);
  }

  /**
   * Of a job whose rewritten texts are bounded.
   *
   * @param roots what it begins with besides the seed
   * @param maxTextLength characters of a rewritten text at most
   */
  public static TextBounds of(Texts seed, Collection<Texts> roots, int maxTextLength) {
    Map<String, Long> longest = new LinkedHashMap<>();
    for (String component : seed.names()) {
      long most = Math.max(maxTextLength, length(seed.text(component)));
      for (Texts root : roots) {
        most = Math.max(most, length(root.text(component)));
      }
      longest.put(component, most);
    }
    return new TextBounds(seed, longest);
  }

  /** Characters (code points) of a component's text at most. */
  public long codePoints(String component) {
    return longest.getOrDefault(component, 0L);
  }

  /** {@code char}s of a component's text at most. */
  public long chars(String component) {
    return 2 * codePoints(component);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
