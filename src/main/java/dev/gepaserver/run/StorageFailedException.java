package dev.gepaserver.run;

/** One row could not be written although the database is there; only its job suffers. */
class StorageFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StorageFailedException(Throwable cause) {
    super("a row could not be written: " + cause.getMessage(), cause);
  }
}
