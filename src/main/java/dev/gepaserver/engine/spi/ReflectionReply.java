package dev.gepaserver.engine.spi;

/** What came back from the reflection model. */
public sealed interface ReflectionReply {

  /**
   * An answer.
   *
   * @param text what the model wrote; may be empty
   * @param finish why it stopped
   */
  record Answered(String text, Finish finish) implements ReflectionReply {}

  /**
   * No answer, and none to be had by asking again.
   *
   * @param reason what was wrong, in words for people
   */
  record Failed(String reason) implements ReflectionReply {}

  /** Why the model stopped writing. */
  enum Finish {
    /** It had said everything. */
    STOP,
    /** It reached the limit of tokens; the answer is truncated. */
    LENGTH,
    /** It, or a filter, refused to answer. */
    REFUSED,
    /** Anything else; taken as {@link #STOP}. */
    OTHER
  }
}
