package dev.gepaserver.engine;

import dev.gepaserver.engine.model.Population;
import dev.gepaserver.engine.model.Proposal;
import dev.gepaserver.engine.model.Proposal.Ruling;
import dev.gepaserver.engine.model.Rollout;
import dev.gepaserver.engine.model.Sums;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.model.ValScores;
import dev.gepaserver.engine.proposal.MergePlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A merged candidate against its parents on the examples that decide.
 *
 * @param plan the merge
 * @param before the scores of the parent with the larger sum, of equals the first
 * @param after the merged candidate's scores
 */
record MergeTrial(MergePlan plan, List<Double> before, List<Double> after) {

  static MergeTrial of(MergePlan plan, Population population, List<Rollout> merged) {
    List<Double> first = scores(plan, population, plan.attempt().first());
    List<Double> second = scores(plan, population, plan.attempt().second());
    return new MergeTrial(
        plan,
        Sums.of(second) > Sums.of(first) ? second : first,
        merged.stream().map(Rollout::score).toList());
  }

  private static List<Double> scores(MergePlan plan, Population population, int parent) {
    ValScores scores = population.candidate(parent).valScores();
    return plan.examples().stream().map(scores::score).toList();
  }

  boolean isPassed() {
    return Sums.of(after) >= Sums.of(before);
  }

  Ruling rejection() {
    return Ruling.rejected(
        "The scores add up to %s, those of the better parent to %s"
            .formatted(Sums.of(after), Sums.of(before)));
  }

  Proposal toProposal(Population population, Ruling ruling) {
    Texts first = population.candidate(plan.attempt().first()).texts();
    Map<String, String> taken = new LinkedHashMap<>(plan.texts().asMap());
    taken.entrySet().removeIf(text -> text.getValue().equals(first.text(text.getKey())));
    return new Proposal(
        0,
        plan.parents(),
        plan.examples(),
        List.copyOf(taken.keySet()),
        ruling,
        taken,
        before,
        after,
        List.of());
  }
}
