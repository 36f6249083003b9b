package dev.gepaserver.engine.spi;

/** Decides whether an answer of the reflection model holds a usable text. Pure. */
@FunctionalInterface
public interface ReplyJudge {

  /** Judges one answer. */
  Judgement judge(ReflectionReply.Answered answer);

  /** What was found. */
  sealed interface Judgement {

    /**
     * A usable text.
     *
     * @param text not empty
     */
    record Usable(String text) implements Judgement {}

    /**
     * No usable text.
     *
     * @param reason what was wrong, as a sentence; it is kept, and shown to the model
     */
    record Unusable(String reason) implements Judgement {}
  }
}
