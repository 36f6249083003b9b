package dev.gepaserver.common;

import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Whose work is logged: each line that is written on a job's behalf has the job's id under the key
 * {@code job}. The mark belongs to a thread, so whoever makes threads for a job hands it on.
 */
public final class JobLog {

  private static final String KEY = "job";

  private JobLog() {}

  /** An open mark; closing it restores what was before. */
  public interface Mark extends AutoCloseable {
    @Override
    void close();
  }

  /** Marks what this thread logs as the job's until the mark is closed by the same thread. */
  public static Mark of(UUID jobId) {
    return mark(jobId.toString());
  }

  private static Mark mark(@Nullable String jobId) {
    String before = MDC.get(KEY);
    put(jobId);
    return () -> put(before);
  }

  private static void put(@Nullable String jobId) {
    if (jobId == null) {
      MDC.remove(KEY);
    } else {
      MDC.put(KEY, jobId);
    }
  }

  /** The same work; wherever it is done, it is logged as this thread's is now. */
  public static <T> Callable<T> handedOn(Callable<T> work) {
    String jobId = MDC.get(KEY);
    return () -> {
      try (Mark _ = mark(jobId)) {
        return work.call();
      }
    };
  }

  /** The same work; wherever it is done, it is logged as this thread's is now. */
  public static Runnable handedOn(Runnable work) {
    String jobId = MDC.get(KEY);
    return () -> {
      try (Mark _ = mark(jobId)) {
        work.run();
      }
    };
  }

  /** The same threads, each marked as the thread is that asks for it. */
  public static ThreadFactory handedOn(ThreadFactory threads) {
    return work -> threads.newThread(handedOn(work));
  }
}
