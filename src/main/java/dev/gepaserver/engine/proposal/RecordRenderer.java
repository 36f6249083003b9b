package dev.gepaserver.engine.proposal;

import dev.gepaserver.engine.model.Excerpt;
import dev.gepaserver.engine.model.ReflectionRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders reflection records as Markdown; nested values become deeper headings. */
final class RecordRenderer {

  private static final int DEEPEST = 6;

  /** What stands between two records. */
  static final String BETWEEN = "\n\n";

  private final StringBuilder text = new StringBuilder();
  private final int longest;

  private RecordRenderer(int longest) {
    this.longest = longest;
  }

  /** All records of one component, numbered from 1. */
  static String render(List<ReflectionRecord> records) {
    List<String> parts = new ArrayList<>();
    for (ReflectionRecord record : records) {
      parts.add(render(parts.size() + 1, record, Integer.MAX_VALUE));
    }
    return String.join(BETWEEN, parts);
  }

  /**
   * One record.
   *
   * @param longest texts in it that have more {@code char}s are cut in the middle
   */
  static String render(int number, ReflectionRecord record, int longest) {
    RecordRenderer renderer = new RecordRenderer(longest);
    renderer.heading(1, "Example " + number);
    record.values().forEach((key, value) -> renderer.entry(2, key, value));
    return renderer.text.toString();
  }

  private void entry(int level, String key, @Nullable Object value) {
    heading(level, key);
    value(Math.min(level + 1, DEEPEST), value);
  }

  private void heading(int level, String title) {
    text.repeat('#', level).append(' ').append(title).append('\n');
  }

  private void value(int level, @Nullable Object value) {
    switch (value) {
      case Map<?, ?> map when !map.isEmpty() ->
          map.forEach((key, inner) -> entry(level, String.valueOf(key), inner));
      case List<?> list when !list.isEmpty() -> {
        for (int i = 0; i < list.size(); i++) {
          entry(level, "Item " + (i + 1), list.get(i));
        }
      }
      case Map<?, ?> empty -> text.append('\n');
      case List<?> empty -> text.append('\n');
      case String string -> text.append(Excerpt.of(string.strip(), longest)).append("\n\n");
      case null, default -> text.append(value).append("\n\n");
    }
  }
}
