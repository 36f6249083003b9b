package dev.gepaserver.engine.spi;

import dev.gepaserver.engine.model.FrontKey;
import dev.gepaserver.engine.model.ValScores;
import java.util.Map;

/** Decides what the Pareto frontier is kept per. */
public interface FrontierKind {

  /** A candidate's score for every key, in the order in which the keys are scored. */
  Map<FrontKey, Double> scores(ValScores scores);

  /** Whether there is no frontier without objective scores. */
  boolean needsObjectives();
}
