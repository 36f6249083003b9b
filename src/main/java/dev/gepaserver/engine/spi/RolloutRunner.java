package dev.gepaserver.engine.spi;

import dev.gepaserver.engine.model.Rollout;
import dev.gepaserver.engine.model.Stage;
import java.util.List;

/** The port to the system under optimization and its evaluator. */
public interface RolloutRunner {

  /**
   * Rolls out every batch of one stage. The implementation may run them in any order and at the
   * same time; it returns when all are in.
   *
   * @param iteration as the API numbers it, from 1; 0 for the seed's stage
   * @param stage the purpose
   * @param batches at least one
   * @return for each batch, in order, one rollout for each example, in order
   * @throws RuntimeException where there will be no answer; it ends the iteration without effect
   */
  List<List<Rollout>> rollOut(int iteration, Stage stage, List<RolloutBatch> batches);
}
