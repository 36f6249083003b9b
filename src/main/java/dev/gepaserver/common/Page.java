package dev.gepaserver.common;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param items in the list's order, at most as many as asked for
 * @param next cursor of the page that follows, null on the last
 */
public record Page<T>(List<T> items, @Nullable String next) {

  /** Copies the items. */
  public Page {
    items = List.copyOf(items);
  }

  /**
   * Makes a page from rows read with one more than the limit.
   *
   * @param rows up to {@code limit + 1} rows
   * @param key what the next page begins after, of the last row shown
   */
  public static <T> Page<T> of(List<T> rows, int limit, Function<T, String> key) {
    return rows.size() <= limit ? of(rows, false, key) : of(rows.subList(0, limit), true, key);
  }

  /**
   * Makes a page of rows of which it is known whether more follow.
   *
   * @param rows at least one where more follow
   * @param key what the next page begins after, of the last row
   */
  public static <T> Page<T> of(List<T> rows, boolean more, Function<T, String> key) {
    return new Page<>(rows, more ? Cursor.encode(key.apply(rows.getLast())) : null);
  }

  /** The same page with every item mapped. */
  public <R> Page<R> map(Function<? super T, ? extends R> mapper) {
    return new Page<R>(items.stream().<R>map(mapper).toList(), next);
  }
}
