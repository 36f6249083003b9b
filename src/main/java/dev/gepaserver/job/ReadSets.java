package dev.gepaserver.job;

import dev.gepaserver.dataset.ChosenRows;
import dev.gepaserver.dataset.DatasetRef;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.model.Split;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The examples of a job about to be submitted.
 *
 * @param examples all of them
 * @param chosen those that are parts of data sets
 */
record ReadSets(ExampleSets examples, Map<Split, ChosenRows> chosen) {

  ReadSets {
    chosen = Map.copyOf(chosen);
  }

  /** The examples that the job brings itself. */
  ExampleSets inline() {
    return new ExampleSets(
        inline(Split.TRAIN, examples.trainset()),
        inline(Split.VAL, examples.valset()),
        inline(Split.TEST, examples.testset()));
  }

  private List<Example> inline(Split split, List<Example> set) {
    return chosen.containsKey(split) ? List.of() : set;
  }

  /** What was found of the data sets that the job names. */
  NamedSets named() {
    return new NamedSets(ref(Split.TRAIN), ref(Split.VAL), ref(Split.TEST));
  }

  private @Nullable DatasetRef ref(Split split) {
    ChosenRows rows = chosen.get(split);
    return rows == null ? null : rows.ref();
  }
}
