package dev.gepaserver.job;

import dev.gepaserver.engine.model.Texts;
import org.jspecify.annotations.Nullable;

/** A job about to be submitted. */
sealed interface NewJob {

  /** What is to be done. */
  Submission submission();

  /**
   * One that searches.
   *
   * @param fork where it comes from, null where it is nobody's fork
   */
  record Search(Submission submission, @Nullable Fork fork) implements NewJob {}

  /**
   * One that scores a candidate.
   *
   * @param source whose candidate it is, null where the texts were given
   * @param candidate its texts
   */
  record Evaluation(Submission submission, EvaluationJob.@Nullable Source source, Texts candidate)
      implements NewJob {}
}
