package dev.gepaserver.demo;

/** The demo cannot go on; the message says why, in words for the person at the terminal. */
final class DemoException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DemoException(String message) {
    super(message);
  }

  DemoException(String message, Throwable cause) {
    super(message, cause);
  }
}
