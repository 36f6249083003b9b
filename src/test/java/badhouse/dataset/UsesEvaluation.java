package badhouse.dataset;

import badhouse.evaluation.KnowsSpringAi;

class UsesEvaluation {
  KnowsSpringAi evaluation = new KnowsSpringAi();
}
