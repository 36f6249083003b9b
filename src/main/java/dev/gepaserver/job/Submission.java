package dev.gepaserver.job;

import dev.gepaserver.common.Warning;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.model.Texts;
import java.util.List;

/**
 * A job that was read without a fault.
 *
 * @param spec what is to be done
 * @param sets its examples
 * @param seed the seed's texts; where the reflection model writes the first text, an empty one
 *     stands for it
 * @param warnings what is allowed and probably not meant
 */
record Submission(JobSpec spec, ReadSets sets, Texts seed, List<Warning> warnings) {

  Submission {
    warnings = List.copyOf(warnings);
  }

  /** All its examples, wherever they are kept. */
  ExampleSets examples() {
    return sets.examples();
  }
}
