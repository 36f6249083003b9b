package dev.gepaserver.common;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Takes secrets out of what comes from outside, where the other side, which knows them, may repeat
 * them. Short ones are left alone, since they stand in texts by chance: in messages those below six
 * characters, in content, which must not be damaged, those below sixteen, such as {@code ollama}
 * given as a key where none is asked for.
 */
public final class Mask {

  /** Stands in the place of a secret. */
  public static final String SHOWN = "***";

  private static final int SHORTEST_IN_MESSAGES = 6;
  private static final int SHORTEST_IN_CONTENT = 16;

  private final List<String> inMessages;
  private final List<String> inContent;
  private final List<byte[]> bytes;

  private Mask(List<String> inMessages) {
    this.inMessages = inMessages;
    this.inContent = inMessages.stream().filter(s -> s.length() >= SHORTEST_IN_CONTENT).toList();
    this.bytes = inContent.stream().map(s -> s.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** Of these secrets; the longest first, so that none leaves the end of a longer one. */
  public static Mask of(Collection<String> secrets) {
    return new Mask(
        secrets.stream()
            .map(String::strip)
            .filter(secret -> secret.length() >= SHORTEST_IN_MESSAGES)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList());
  }

  /** A message about a failure without secrets. */
  public String message(String text) {
    return without(inMessages, text);
  }

  /** A text that is used and kept, without secrets; the same where it has none. */
  public String content(String text) {
    return without(inContent, text);
  }

  /** The bytes of such a text in UTF-8; the same array where it has none. */
  public byte[] content(byte[] text) {
    return bytes.stream().anyMatch(secret -> contains(text, secret))
        ? content(new String(text, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)
        : text;
  }

  private static String without(List<String> secrets, String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, SHOWN);
    }
    return masked;
  }

  private static boolean contains(byte[] text, byte[] part) {
    for (int i = 0; i <= text.length - part.length; i++) {
      if (text[i] == part[0] && Arrays.equals(text, i, i + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }
}
