package dev.gepaserver.llm.chat;

import java.io.IOException;

/** There is no whole answer: the connection failed, or the time was over. */
final class LostException extends IOException {

  private static final long serialVersionUID = 1L;

  private final boolean sent;

  /**
   * Makes it.
   *
   * @param sent whether any of the request's body was, so that the provider may work on it
   */
  LostException(IOException cause, boolean sent) {
    super(
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
    this.sent = sent;
  }

  /** Whether the provider may work on it. */
  boolean sent() {
    return sent;
  }
}
