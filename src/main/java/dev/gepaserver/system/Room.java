package dev.gepaserver.system;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Template;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * How much text may still gather in one place, such as all that the steps of one rollout were given
 * and put out. Not thread-safe.
 */
final class Room {

  /** So much in all, characters as JSON, escapes left aside. */
  static final int MOST = Template.MAX_FILLED;

  private static final int SMALL = 4;

  private final String what;
  private long left = MOST;

  /**
   * All of it is there.
   *
   * @param what is said to be too long
   */
  Room(String what) {
    this.what = what;
  }

  /**
   * A text takes its place.
   *
   * @throws CallFailedException.Faulty {@code too-long} where there is no room for it
   */
  void take(String text) {
    take(text.length());
  }

  /**
   * A value takes its place, as often as it stands in it.
   *
   * @throws CallFailedException.Faulty {@code too-long} where there is no room for it
   */
  void take(JsonNode value) {
    if (value.isContainer()) {
      take(SMALL);
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        take(field.getKey().length() + SMALL);
        take(field.getValue());
      }
      if (value.isArray()) {
        value.forEach(this::take);
      }
    } else {
      take(SMALL + (long) Json.inText(value).length());
    }
  }

  private void take(long characters) {
    left -= characters;
    if (left < 0) {
      throw new CallFailedException.Faulty(
          "too-long", "%s became longer than %,d characters".formatted(what, MOST), 1, 0);
    }
  }
}
