package dev.gepaserver.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key as its holder has it: {@code gepa_}, twelve hexadecimal digits by which it is found, {@code
 * _}, and 256 random bits in base64url. So much chance needs no slow hash.
 *
 * @param text all of it; a secret
 * @param hint its part before the secret
 */
record KeyText(String text, String hint) {

  private static final Pattern FORM = Pattern.compile("(gepa_[0-9a-f]{12})_[A-Za-z0-9_-]{43}");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int HINT_BYTES = 6;
  private static final int SECRET_BYTES = 32;

  /** A new one. */
  static KeyText generate() {
    String hint = "gepa_" + HexFormat.of().formatHex(random(HINT_BYTES));
    return new KeyText(hint + "_" + secret(), hint);
  }

  /** Reads one; empty where the text has not the form of those made here. */
  static Optional<KeyText> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches() ? Optional.of(new KeyText(text, matcher.group(1))) : Optional.empty();
  }

  /** 256 random bits in base64url. */
  static String secret() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random(SECRET_BYTES));
  }

  /** SHA-256 of a secret's text. */
  static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] random(int n) {
    byte[] bytes = new byte[n];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return hint + "_…";
  }
}
