package dev.gepaserver.engine.spi;

import dev.gepaserver.engine.model.ReflectionOutcome;
import java.util.List;

/** The port to the reflection model. */
public interface Reflector {

  /**
   * Holds every dialogue of one iteration, by {@link ReflectionDialogue#hold}. The implementation
   * may hold them in any order and at the same time; it returns when all have ended.
   *
   * @param iteration as the API numbers it, from 1
   * @param dialogues at least one
   * @return their outcomes, in order
   * @throws RuntimeException where there will be no answer; it ends the iteration without effect
   */
  List<ReflectionOutcome> reflect(int iteration, List<ReflectionDialogue> dialogues);
}
