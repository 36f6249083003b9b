package dev.gepaserver.common;

import java.util.Collection;
import java.util.stream.Collectors;

/** Lists of names in messages, kept short enough to be read whatever a client sent. */
public final class Names {

  private static final int SHOWN = 20;
  private static final int LONGEST = 100;

  private Names() {}

  /** The first names, separated by commas, and how many more there are. */
  public static String listed(Collection<String> names) {
    String first =
        names.stream().limit(SHOWN).map(Names::abbreviated).collect(Collectors.joining(", "));
    return names.size() <= SHOWN
        ? first
        : first + ", … and %,d more".formatted(names.size() - SHOWN);
  }

  /** A name as it is, or its beginning where it is longer than 100 characters. */
  public static String abbreviated(String name) {
    return abbreviated(name, LONGEST);
  }

  /** A text as it is, or its beginning where it is longer than so many characters. */
  public static String abbreviated(String text, int longest) {
    return text.length() <= longest ? text : Storable.text(text.substring(0, longest - 1)) + "…";
  }
}
