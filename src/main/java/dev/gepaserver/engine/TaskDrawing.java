package dev.gepaserver.engine;

import dev.gepaserver.engine.model.Population;
import dev.gepaserver.engine.spi.MinibatchSampler;
import java.util.ArrayList;
import java.util.List;

/** Draws the parents and minibatches of one iteration. */
final class TaskDrawing {

  private final Draft draft;
  private int minibatches;

  private TaskDrawing(Draft draft) {
    this.draft = draft;
  }

  static List<MutationTask> tasks(Draft draft) {
    TaskDrawing drawing = new TaskDrawing(draft);
    Population population = draft.population();
    List<MutationTask> tasks = new ArrayList<>();
    draft
        .strategies()
        .sampling()
        .sample(
            () -> draft.strategies().parent().select(population, draft.random()),
            drawing::minibatch)
        .forEach(task ->
            tasks.add(
                new MutationTask(
                    tasks.size(), population.candidate(task.parent()), task.minibatch())));
    return tasks;
  }

  private List<Integer> minibatch() {
    MinibatchSampler.Request request =
        new MinibatchSampler.Request(
            draft.before().iterations(),
            minibatches++,
            draft.options().reflection().minibatchSize(),
            draft.before().sizes().training(),
            draft.order());
    MinibatchSampler.Draw draw = draft.strategies().minibatch().draw(request, draft.random());
    draft.keepOrder(draw.order());
    return draw.examples();
  }
}
