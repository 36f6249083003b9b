package dev.gepaserver.run;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.journal.ReplayDivergedException;
import dev.gepaserver.journal.RunStoppedException;
import dev.gepaserver.run.RunControl.Halt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Does the calls of one stage at the same time and gives their results in order. */
final class Fanout {

  private final RunControl control;

  Fanout(RunControl control) {
    this.control = control;
  }

  /**
   * Runs all tasks and waits for every one, whether it succeeds or not.
   *
   * @throws RuntimeException the first failure that ends the run, in time; a stop of the run only
   *     where nothing else failed, and a {@link ReplayDivergedException} before anything else:
   *     answers of another history are no ground for any other end
   */
  <T> List<T> all(List<Callable<T>> tasks) {
    List<Future<T>> futures = new ArrayList<>(tasks.size());
    FirstFailure first = new FirstFailure();
    try {
      for (Callable<T> task : tasks) {
        futures.add(control.threads().submit(() -> first.watch(task)));
      }
    } catch (RejectedExecutionException e) {
      first.note(new RunStoppedException("the run has ended"));
    }
    List<T> results = new ArrayList<>(tasks.size());
    for (Future<T> future : futures) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        // noted by the task itself
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        control.halt(Halt.SHUTDOWN);
        first.note(new RunStoppedException("interrupted"));
      }
    }
    first.rethrow();
    return results;
  }

  private final class FirstFailure {

    private @Nullable RuntimeException failure;

    <T> T watch(Callable<T> task) throws Exception {
      try {
        return task.call();
      } catch (RuntimeException e) {
        note(e);
        throw e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        note(new RunStoppedException("interrupted"));
        throw e;
      } catch (Exception | Error e) {
        note(new IllegalStateException(e));
        throw e;
      }
    }

    synchronized void note(RuntimeException e) {
      if (failure == null || weight(e) > weight(failure)) {
        failure = e;
      }
      if (!(e instanceof RunStoppedException)) {
        control.halt(e instanceof CallFailedException.Outage ? Halt.OUTAGE : Halt.FAILURE);
      }
    }

    private static int weight(RuntimeException e) {
      return switch (e) {
        case RunStoppedException _ -> 0;
        case ReplayDivergedException _ -> 2;
        default -> 1;
      };
    }

    synchronized void rethrow() {
      if (failure != null) {
        throw failure;
      }
    }
  }
}
