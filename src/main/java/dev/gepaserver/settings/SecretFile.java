package dev.gepaserver.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What came of reading a file that holds one secret. */
sealed interface SecretFile {

  /** The largest file that is taken for one that holds a secret, bytes. */
  int MOST_BYTES = 65_536;

  /**
   * The secret.
   *
   * @param secret without line breaks at its end; not blank
   */
  record Content(String secret) implements SecretFile {}

  /**
   * There is none.
   *
   * @param why in words that follow "the file … which"; never what the file holds
   */
  record Unusable(String why) implements SecretFile {}

  /** Reads a file; never fails otherwise than by its result. */
  static SecretFile read(String path) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(Path.of(path))) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    } catch (InvalidPathException e) {
      return new Unusable("is no path");
    } catch (NoSuchFileException e) {
      return new Unusable("does not exist");
    } catch (AccessDeniedException e) {
      return new Unusable("this service may not read");
    } catch (IOException e) {
      return new Unusable("cannot be read (" + e.getClass().getSimpleName() + ")");
    }
    if (bytes.length > MOST_BYTES) {
      return new Unusable("is larger than %,d bytes".formatted(MOST_BYTES));
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      String secret = text.replaceAll("[\r\n]+\\z", "");
      return secret.isBlank() ? new Unusable("is empty") : new Content(secret);
    } catch (CharacterCodingException e) {
      return new Unusable("is not UTF-8");
    }
  }
}
