package dev.gepaserver.engine;

import dev.gepaserver.engine.model.PersistentMap;
import dev.gepaserver.engine.model.Rollout;
import dev.gepaserver.engine.model.Split;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.model.ValScores;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The scores of rollouts by texts and example. Immutable; versions share structure.
 *
 * <p>Only validations and merges ask it, so it keeps nothing but the split that they roll out on.
 */
final class EvaluationCache {

  private record Key(Texts texts, int example) {}

  private final @Nullable Split kept;
  private final PersistentMap<Key, Rollout> rollouts;

  private EvaluationCache(@Nullable Split kept, PersistentMap<Key, Rollout> rollouts) {
    this.kept = kept;
    this.rollouts = rollouts;
  }

  /** A cache that never knows anything. */
  static EvaluationCache off() {
    return new EvaluationCache(null, PersistentMap.empty());
  }

  /** An empty cache of the split that candidates are validated on. */
  static EvaluationCache of(Split validationSplit) {
    return new EvaluationCache(validationSplit, PersistentMap.empty());
  }

  boolean isOn() {
    return kept != null;
  }

  /** What is known of some texts on a validation example; null where nothing is. */
  @Nullable Rollout find(Texts texts, int example) {
    return rollouts.get(new Key(texts, example));
  }

  /** This cache with one more answer; a later one replaces an earlier one. */
  EvaluationCache with(Texts texts, Split split, int example, Rollout rollout) {
    return split == kept
        ? new EvaluationCache(
            kept, rollouts.with(new Key(texts, example), rollout.withoutRecords()))
        : this;
  }

  /** This cache with more answers on some texts, in the order of the examples. */
  EvaluationCache with(Texts texts, Split split, List<Integer> examples, List<Rollout> answers) {
    EvaluationCache more = this;
    for (int i = 0; i < examples.size() && split == kept; i++) {
      more = more.with(texts, split, examples.get(i), answers.get(i));
    }
    return more;
  }

  /** This cache with a candidate's validation scores. */
  EvaluationCache with(Texts texts, ValScores scores) {
    EvaluationCache more = this;
    for (int example = 0; example < scores.size() && kept != null; example++) {
      Rollout rollout = new Rollout(scores.score(example), scores.objectives(example), Map.of());
      more = more.with(texts, kept, example, rollout);
    }
    return more;
  }
}
