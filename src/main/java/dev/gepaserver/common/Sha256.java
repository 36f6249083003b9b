package dev.gepaserver.common;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of texts that all begin alike: what they begin with is hashed once, however long it is.
 * Safe for use by many threads.
 */
public final class Sha256 {

  private final MessageDigest begun;

  private Sha256(MessageDigest begun) {
    this.begun = begun;
  }

  /** Begins with a text, which ends in no half of a surrogate pair. */
  public static Sha256 of(String beginning) {
    MessageDigest digest = digest();
    digest.update(beginning.getBytes(StandardCharsets.UTF_8));
    return new Sha256(digest);
  }

  /** Of the beginning and this together, as {@link Json#sha256} of the whole text. */
  public String with(String rest) {
    try {
      MessageDigest digest = (MessageDigest) begun.clone();
      return HexFormat.of().formatHex(digest.digest(rest.getBytes(StandardCharsets.UTF_8)));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's own SHA-256 can be cloned", e);
    }
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
