package dev.gepaserver.common;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Strict reading of a request's query: every fault is noted, {@link #end()} comes last and refuses
 * parameters that nobody asked for. Not thread-safe.
 */
public final class QueryParams {

  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");

  private final Map<String, List<String>> params;
  private final Faults faults = new Faults();
  private final Set<String> known = new LinkedHashSet<>();

  private QueryParams(Map<String, List<String>> params) {
    this.params = params;
  }

  /** Begins reading the decoded parameters of a query. */
  public static QueryParams of(Map<String, List<String>> params) {
    return new QueryParams(params);
  }

  /** Notes a fault of a parameter. */
  public void fault(String name, String detail) {
    faults.add(name, detail);
  }

  /** All values of a parameter that may be given several times. */
  public List<String> all(String name) {
    known.add(name);
    return params.getOrDefault(name, List.of()).stream().map(Storable::text).toList();
  }

  /** A parameter that may be given once; null where it is left out. */
  public @Nullable String one(String name) {
    List<String> values = all(name);
    if (values.size() > 1) {
      fault(name, "is given " + values.size() + " times, once is allowed");
    }
    return values.isEmpty() ? null : values.getFirst();
  }

  /** All values of a parameter, each one of a closed list of names. */
  public List<String> choices(String name, Collection<String> allowed) {
    return all(name).stream().filter(value -> known(name, value, allowed)).toList();
  }

  private boolean known(String name, String value, Collection<String> allowed) {
    if (allowed.contains(value)) {
      return true;
    }
    fault(name, "'%s' is not known; known are %s".formatted(value, Names.listed(allowed)));
    return false;
  }

  /** An ISO-8601 duration within a range, both ends included, with a default. */
  public Duration duration(String name, Duration fallback, Duration min, Duration max) {
    String value = one(name);
    if (value == null) {
      return fallback;
    }
    try {
      Duration duration = Duration.parse(value);
      if (duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      // falls through to the one message that says what is right
    }
    fault(name, "'%s' is not an ISO-8601 duration from %s to %s".formatted(value, min, max));
    return fallback;
  }

  /** One of a closed list of names; null where it is left out or is none. */
  public @Nullable String choice(String name, Collection<String> allowed) {
    String value = one(name);
    return value == null || known(name, value, allowed) ? value : null;
  }

  /** A whole number from 0 to 999,999,999; null where it is left out or is none. */
  public @Nullable Integer whole(String name) {
    String value = one(name);
    if (value == null) {
      return null;
    }
    if (!WHOLE.matcher(value).matches()) {
      fault(name, "'%s' is not a whole number from 0 to 999999999".formatted(value));
      return null;
    }
    return Integer.valueOf(value);
  }

  /** The page of a list that pages by a sequence; see {@link Cursor#afterNumber()}. */
  public Cursor numberedPage() {
    Cursor page = page();
    String cursor = one("cursor");
    if (cursor != null && !Cursor.numbered(cursor)) {
      fault("cursor", Cursor.STRANGE);
    }
    return page;
  }

  /** The parameters {@code limit} and {@code cursor}. */
  public Cursor page() {
    String limit = one("limit");
    String cursor = one("cursor");
    try {
      return Cursor.of(limit, cursor);
    } catch (InvalidInputException e) {
      e.faults().forEach(fault -> faults.add(fault.pointer(), fault.detail()));
      return new Cursor(Cursor.DEFAULT_LIMIT, null);
    }
  }

  /** Refuses every parameter; for what has none. */
  public static void none(Map<String, List<String>> params) {
    of(params).end();
  }

  /**
   * Ends the reading.
   *
   * @throws InvalidInputException with everything that was wrong
   */
  public void end() {
    for (String name : params.keySet()) {
      if (!known.contains(name)) {
        fault(
            name,
            known.isEmpty()
                ? "is no parameter here; there are none"
                : "is no parameter here; known are " + Names.listed(known));
      }
    }
    faults.throwIfAny();
  }
}
