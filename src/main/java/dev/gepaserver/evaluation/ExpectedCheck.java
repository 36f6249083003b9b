package dev.gepaserver.evaluation;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Faults;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.dataset.ExampleSets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tries the expected answers of all examples at submission, and tells the first few that an
 * evaluator cannot use.
 */
final class ExpectedCheck {

  private static final int SHOWN = 3;

  private ExpectedCheck() {}

  /**
   * Notes faults at the {@code expected} field.
   *
   * @param wrong what is wrong with an example, null where nothing is; examples that lack a field
   *     are told elsewhere
   */
  static void check(
      ExampleSets examples,
      String pointer,
      Faults faults,
      Function<Example, @Nullable String> wrong) {
    int told = 0;
    for (ExampleSets.Placed placed : examples.all()) {
      String detail;
      try {
        detail = wrong.apply(placed.example());
      } catch (CallFailedException.Faulty e) {
        continue;
      }
      if (detail != null && told++ < SHOWN) {
        faults.add(pointer + "/expected", placed.pointer() + ": " + detail);
      }
    }
  }
}
