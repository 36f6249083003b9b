package dev.gepaserver.system;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * A system whose rollouts score 0 in each objective where they fail: left out of the means, a
 * failure would count for more than a poor output.
 */
final class FailuresByObjective implements RunnableSystem {

  private final RunnableSystem system;
  private final Set<String> objectives;

  FailuresByObjective(RunnableSystem system, Set<String> objectives) {
    this.system = system;
    this.objectives = Set.copyOf(objectives);
  }

  @Override
  public int batchSize() {
    return system.batchSize();
  }

  @Override
  public boolean bounded() {
    return system.bounded();
  }

  @Override
  public List<RolloutOutcome> rollOut(List<RolloutTask> batch) {
    return system.rollOut(batch).stream().map(this::counted).toList();
  }

  private RolloutOutcome counted(RolloutOutcome outcome) {
    if (outcome.error() == null) {
      return outcome;
    }
    TreeMap<String, Double> scores = new TreeMap<>();
    objectives.forEach(name -> scores.put(name, 0.0));
    return outcome.with(scores);
  }

  @Override
  public void close() {
    system.close();
  }
}
