package dev.gepaserver.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names of models fit for a meter's tag. Users name models as they like, and every name makes time
 * series that are kept for ever: so only the first so many that are asked go by their names,
 * besides those known before. Thread-safe.
 */
final class ModelNames {

  /** Stands for all other models of a provider. */
  static final String OTHER = "other";

  private final Set<Model> known = ConcurrentHashMap.newKeySet();
  private int asked;
  private final int most;

  /**
   * Makes it.
   *
   * @param most names that are told apart besides those known before, at least 0
   */
  ModelNames(int most) {
    this.most = most;
  }

  private record Model(String provider, String name) {}

  /** A model that goes by its name from the start. */
  void known(String provider, String model) {
    known.add(new Model(provider, model));
  }

  /** The tag of a model. */
  String of(String provider, String model) {
    return known.contains(new Model(provider, model)) ? model : OTHER;
  }

  /** The tag of a model that is asked, by whose first call it is named. */
  String asked(String provider, String model) {
    Model named = new Model(provider, model);
    if (known.contains(named)) {
      return model;
    }
    synchronized (this) {
      if (asked < most && known.add(named)) {
        asked++;
      }
      return of(provider, model);
    }
  }
}
