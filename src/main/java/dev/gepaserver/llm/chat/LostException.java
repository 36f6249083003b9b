package dev.gepaserver.llm.chat;

import java.io.IOException;

/** There is no whole answer: the connection failed, or the time was over. */
final class LostException extends IOException {

  private static final long serialVersionUID = 1L;

  LostException(IOException cause) {
    super(
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
  }
}
