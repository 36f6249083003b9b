package dev.gepaserver.system;

import dev.gepaserver.common.JobLog;
import dev.gepaserver.journal.RunStoppedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Does the same with every item of a list at the same time. */
final class Parallel {

  private Parallel() {}

  /**
   * The results in the order of the items; where any fails, the first failure in that order, after
   * all have ended.
   *
   * @param atOnce items in work at once at most, at least 1
   */
  static <T, R> List<R> map(List<T> items, int atOnce, Function<T, R> function) {
    if (items.size() == 1) {
      return List.of(function.apply(items.getFirst()));
    }
    Semaphore free = new Semaphore(atOnce);
    List<Callable<R>> work = new ArrayList<>(items.size());
    for (T item : items) {
      work.add(
          JobLog.handedOn(() -> {
            free.acquire();
            try {
              return function.apply(item);
            } finally {
              free.release();
            }
          }));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<R> results = new ArrayList<>(items.size());
      for (Future<R> done : threads.invokeAll(work)) {
        results.add(done.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw Failures.unchecked(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunStoppedException("interrupted in a rollout");
    }
  }
}
