package dev.gepaserver.engine.strategy;

import dev.gepaserver.engine.model.FrontKey;
import dev.gepaserver.engine.model.ValScores;
import dev.gepaserver.engine.spi.FrontierKind;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a frontier can be kept per. */
enum FrontierKinds implements FrontierKind {
  /** A front for each validation example, of its score. */
  INSTANCE {
    @Override
    public Map<FrontKey, Double> scores(ValScores scores) {
      Map<FrontKey, Double> byKey = new LinkedHashMap<>();
      for (int example = 0; example < scores.size(); example++) {
        byKey.put(FrontKey.of(example), scores.score(example));
      }
      return byKey;
    }
  },

  /** A front for each objective, of its mean over the examples that report it. */
  OBJECTIVE {
    @Override
    public Map<FrontKey, Double> scores(ValScores scores) {
      Map<FrontKey, Double> byKey = new LinkedHashMap<>();
      scores.objectiveMeans().forEach((name, mean) -> byKey.put(FrontKey.of(name), mean));
      return byKey;
    }
  },

  /** Both of these, the examples first. */
  HYBRID {
    @Override
    public Map<FrontKey, Double> scores(ValScores scores) {
      Map<FrontKey, Double> byKey = INSTANCE.scores(scores);
      byKey.putAll(OBJECTIVE.scores(scores));
      return byKey;
    }
  },

  /** A front for each objective on each example. */
  CARTESIAN {
    @Override
    public Map<FrontKey, Double> scores(ValScores scores) {
      Map<FrontKey, Double> byKey = new LinkedHashMap<>();
      for (int example = 0; example < scores.size(); example++) {
        for (Map.Entry<String, Double> objective : scores.objectives(example).entrySet()) {
          byKey.put(new FrontKey(example, objective.getKey()), objective.getValue());
        }
      }
      return byKey;
    }
  };

  @Override
  public boolean needsObjectives() {
    return this != INSTANCE;
  }
}
