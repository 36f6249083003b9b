package dev.gepaserver.common;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a page begins: the limit, and the key of the last item of the page before.
 *
 * @param limit items on a page, 1 to 1000
 * @param after the decoded key, null for the first page
 */
public record Cursor(int limit, @Nullable String after) {

  /** The largest page. */
  public static final int MAX_LIMIT = 1000;

  static final String STRANGE = "is not one that this list gave out";

  /** Items on a page where the client does not say. */
  public static final int DEFAULT_LIMIT = 100;

  /**
   * Reads the two query parameters.
   *
   * @throws InvalidInputException naming each parameter that is wrong
   */
  public static Cursor of(@Nullable String limit, @Nullable String cursor) {
    Faults faults = new Faults();
    int size = limit == null ? DEFAULT_LIMIT : readLimit(limit, faults);
    String after = cursor == null ? null : decode(cursor, faults);
    faults.throwIfAny();
    return new Cursor(size, after);
  }

  /** The key as a number; for lists that page by a sequence. 0 for the first page. */
  public long afterNumber() {
    if (after == null) {
      return 0;
    }
    if (!isNumber(after)) {
      throw new InvalidInputException("cursor", STRANGE);
    }
    return Long.parseLong(after);
  }

  static String encode(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a cursor is one that a list which pages by a sequence gives out. */
  static boolean numbered(String cursor) {
    String key = decode(cursor, new Faults());
    return key != null && isNumber(key);
  }

  /** Whether a text is a whole number from 0 to 2^63 - 1, in its one usual form. */
  public static boolean isNumber(String key) {
    return key.matches("0|[1-9]\\d{0,18}") && new BigInteger(key).bitLength() < Long.SIZE;
  }

  private static int readLimit(String text, Faults faults) {
    if (text.matches("\\d{1,4}")) {
      int n = Integer.parseInt(text);
      if (n >= 1 && n <= MAX_LIMIT) {
        return n;
      }
    }
    faults.add("limit", "'" + text + "' is not a whole number from 1 to " + MAX_LIMIT);
    return DEFAULT_LIMIT;
  }

  private static @Nullable String decode(String cursor, Faults faults) {
    try {
      String key = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      if (encode(key).equals(cursor)) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      // falls through to the one message
    }
    faults.add("cursor", STRANGE);
    return null;
  }
}
