package dev.gepaserver.engine.proposal;

import dev.gepaserver.engine.model.ReflectionRecord;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders reflection records as Markdown; nested values become deeper headings. */
final class RecordRenderer {

  private static final int DEEPEST = 6;

  private final StringBuilder text = new StringBuilder();

  private RecordRenderer() {}

  /** All records of one component, numbered from 1. */
  static String render(List<ReflectionRecord> records) {
    RecordRenderer renderer = new RecordRenderer();
    for (int i = 0; i < records.size(); i++) {
      if (i > 0) {
        renderer.text.append("\n\n");
      }
      renderer.heading(1, "Example " + (i + 1));
      records.get(i).values().forEach((key, value) -> renderer.entry(2, key, value));
    }
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
      case String string -> text.append(string.strip()).append("\n\n");
      case null, default -> text.append(value).append("\n\n");
    }
  }
}
