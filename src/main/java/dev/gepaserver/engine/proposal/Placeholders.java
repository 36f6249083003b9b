package dev.gepaserver.engine.proposal;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The placeholders of a component's text: {@code {{name}}}, blanks allowed around the name.
 *
 * <p>What stands between double braces is a placeholder where it is a plain name, of letters,
 * digits, {@code _}, {@code .} and {@code -}, or a name that is known to be one. Anything else,
 * such as the expressions of another template language, is text like any other.
 */
public final class Placeholders {

  private static final Pattern BRACES = Pattern.compile("\\{\\{([^{}]++)}}");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]+");

  private Placeholders() {}

  /**
   * The names used in a text, each once, in the order first met.
   *
   * @param known names that are placeholders though they are not plain
   */
  public static Set<String> namesIn(String text, Set<String> known) {
    Set<String> names = allIn(text);
    names.removeIf(name -> !PLAIN.matcher(name).matches() && !known.contains(name));
    return names;
  }

  /** Whatever stands between double braces, each once, in the order first met. */
  static Set<String> allIn(String text) {
    Set<String> names = new LinkedHashSet<>();
    BRACES
        .matcher(text)
        .results()
        .map(match -> match.group(1).strip())
        .filter(name -> !name.isEmpty())
        .forEach(names::add);
    return names;
  }

  /** Those of the names that a text does not use, written as placeholders. */
  static List<String> missing(Collection<String> names, String text) {
    Set<String> used = allIn(text);
    return written(names.stream().filter(name -> !used.contains(name)).toList());
  }

  /** The names as they stand in a text. */
  static List<String> written(Collection<String> names) {
    return names.stream().map(name -> "{{" + name + "}}").toList();
  }
}
