package dev.gepaserver.settings;

import java.util.List;

/** Secrets could not be read from their files. Tells settings and files, never what they hold. */
public class SecretFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SecretFileException(List<String> faults) {
    super("Secrets cannot be read: " + String.join("; ", faults));
  }
}
