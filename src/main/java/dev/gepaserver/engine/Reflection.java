package dev.gepaserver.engine;

import dev.gepaserver.engine.model.Candidate;
import dev.gepaserver.engine.model.ReflectionOptions;
import dev.gepaserver.engine.model.ReflectionOutcome;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.proposal.PromptWriter;
import dev.gepaserver.engine.spi.ReflectionDialogue;
import dev.gepaserver.engine.spi.Reflector;
import java.util.ArrayList;
import java.util.List;

/** Asks the reflection model for the new texts of one iteration. */
final class Reflection {

  private final Reflector reflector;

  Reflection(Reflector reflector) {
    this.reflector = reflector;
  }

  /** Reflects once for each chosen component of each task that has a record for it. */
  void reflect(Draft draft, List<MutationTask> tasks) {
    PromptWriter writer = writer(draft);
    List<ReflectionDialogue> dialogues = new ArrayList<>();
    for (MutationTask task : tasks) {
      for (int position : task.components()) {
        writer.dialogue(subject(draft, task, position)).ifPresent(dialogues::add);
      }
    }
    List<ReflectionOutcome> outcomes = hold(draft, dialogues);
    for (MutationTask task : tasks) {
      task.reflected(outcomes.stream().filter(o -> o.task() == task.number()).toList());
    }
    if (!outcomes.isEmpty()) {
      draft.noteReflections(outcomes.stream().anyMatch(o -> o.newText().isPresent()));
    }
  }

  private static PromptWriter writer(Draft draft) {
    ReflectionOptions options = draft.options().reflection();
    Texts given = options.prompts().seed();
    return new PromptWriter(
        options, given == null ? draft.population().candidate(0).texts() : given);
  }

  private static PromptWriter.Subject subject(Draft draft, MutationTask task, int position) {
    Candidate parent = task.parent();
    String component = parent.texts().names().get(position);
    return new PromptWriter.Subject(
        task.number(),
        position,
        parent.texts(),
        task.before(),
        draft.before().knowledge().rejected().of(parent.index(), component));
  }

  private List<ReflectionOutcome> hold(Draft draft, List<ReflectionDialogue> dialogues) {
    if (dialogues.isEmpty()) {
      return List.of();
    }
    List<ReflectionOutcome> outcomes = reflector.reflect(draft.iteration(), dialogues);
    for (int i = 0; i < dialogues.size(); i++) {
      ReflectionDialogue asked = dialogues.get(i);
      if (outcomes.size() != dialogues.size()
          || outcomes.get(i).task() != asked.task()
          || !outcomes.get(i).component().equals(asked.component())) {
        throw new IllegalStateException(
            "The reflector's outcomes do not fit the %s dialogues".formatted(dialogues.size()));
      }
    }
    return outcomes;
  }
}
