package dev.gepaserver.console.web;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.DeltaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What changed from one text to another, to be read: lines, and within lines that changed little,
 * words.
 */
final class TextDiff {

  private static final Pattern END_OF_LINE = Pattern.compile("\\R");
  private static final Pattern WORDS = Pattern.compile("(?<=\\s)(?=\\S)|(?<=\\S)(?=\\s)");

  /** Of its words so many must be left for a line to be shown as one that changed. */
  private static final double ALIKE = 0.4;

  /** Beyond so many words no two lines are compared word by word. */
  private static final int MOST_WORDS = 4000;

  private TextDiff() {}

  /** What a line or a part of one is. */
  enum Kind {
    /** In both texts. */
    SAME,
    /** In the later text only. */
    ADDED,
    /** In the earlier text only. */
    REMOVED
  }

  /** A part of a line. */
  record Part(Kind kind, String text) {}

  /** A line; one whose parts are of several kinds is a line that changed. */
  record Line(Kind kind, List<Part> parts) {

    static Line of(Kind kind, String text) {
      return new Line(kind, List.of(new Part(kind, text)));
    }

    /** The kind in lower case, {@code changed} where its parts are of several. */
    public String style() {
      return parts.size() > 1 ? "changed" : kind.name().toLowerCase(Locale.ROOT);
    }
  }

  /** The lines of both texts, in order. */
  static List<Line> between(String before, String after) {
    List<String> old = List.of(END_OF_LINE.split(before, -1));
    List<String> now = List.of(END_OF_LINE.split(after, -1));
    List<Line> lines = new ArrayList<>();
    int done = 0;
    for (AbstractDelta<String> delta : DiffUtils.diff(old, now).getDeltas()) {
      old.subList(done, delta.getSource().getPosition())
          .forEach(line -> lines.add(Line.of(Kind.SAME, line)));
      change(delta, lines);
      done = delta.getSource().getPosition() + delta.getSource().size();
    }
    old.subList(done, old.size()).forEach(line -> lines.add(Line.of(Kind.SAME, line)));
    return lines;
  }

  private static void change(AbstractDelta<String> delta, List<Line> lines) {
    List<String> old = delta.getSource().getLines();
    List<String> now = delta.getTarget().getLines();
    if (delta.getType() == DeltaType.CHANGE && old.size() == now.size()) {
      for (int i = 0; i < old.size(); i++) {
        lines.addAll(changed(old.get(i), now.get(i)));
      }
      return;
    }
    old.forEach(line -> lines.add(Line.of(Kind.REMOVED, line)));
    now.forEach(line -> lines.add(Line.of(Kind.ADDED, line)));
  }

  private static List<Line> changed(String before, String after) {
    List<String> old = List.of(WORDS.split(before));
    List<String> now = List.of(WORDS.split(after));
    if (old.size() + now.size() <= MOST_WORDS) {
      List<Part> parts = parts(old, now);
      int same =
          parts.stream().filter(p -> p.kind() == Kind.SAME).mapToInt(p -> p.text().length()).sum();
      if (same >= ALIKE * Math.min(before.length(), after.length())) {
        return List.of(new Line(Kind.SAME, parts));
      }
    }
    return List.of(Line.of(Kind.REMOVED, before), Line.of(Kind.ADDED, after));
  }

  private static List<Part> parts(List<String> old, List<String> now) {
    List<Part> parts = new ArrayList<>();
    int done = 0;
    for (AbstractDelta<String> delta : DiffUtils.diff(old, now).getDeltas()) {
      add(parts, Kind.SAME, old.subList(done, delta.getSource().getPosition()));
      add(parts, Kind.REMOVED, delta.getSource().getLines());
      add(parts, Kind.ADDED, delta.getTarget().getLines());
      done = delta.getSource().getPosition() + delta.getSource().size();
    }
    add(parts, Kind.SAME, old.subList(done, old.size()));
    return parts;
  }

  private static void add(List<Part> parts, Kind kind, List<String> words) {
    if (!words.isEmpty()) {
      parts.add(new Part(kind, String.join("", words)));
    }
  }
}
