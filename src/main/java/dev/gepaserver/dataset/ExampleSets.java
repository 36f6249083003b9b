package dev.gepaserver.dataset;

import java.util.ArrayList;
import java.util.List;

/**
 * The examples of one job, each list in the order of its positions.
 *
 * @param trainset what minibatches are drawn from
 * @param valset what candidates are validated on; empty where the training set serves as both
 * @param testset what the seed and the best are compared on in the end; may be empty
 */
public record ExampleSets(List<Example> trainset, List<Example> valset, List<Example> testset) {

  /** Copies the lists. */
  public ExampleSets {
    trainset = List.copyOf(trainset);
    valset = List.copyOf(valset);
    testset = List.copyOf(testset);
  }

  /** Every example with the name of its set, sets in the order above. */
  public List<Placed> all() {
    List<Placed> all = new ArrayList<>();
    trainset.forEach(example -> all.add(new Placed("trainset", example)));
    valset.forEach(example -> all.add(new Placed("valset", example)));
    testset.forEach(example -> all.add(new Placed("testset", example)));
    return all;
  }

  /**
   * An example and where it stands.
   *
   * @param set {@code trainset}, {@code valset} or {@code testset}
   * @param example the example
   */
  public record Placed(String set, Example example) {

    /** JSON pointer of the example in the job: {@code /trainset/3}. */
    public String pointer() {
      return "/" + set + "/" + example.position();
    }
  }
}
