package dev.gepaserver.llm.limit;

import dev.gepaserver.journal.Gate;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The way of one call, all its attempts, through its provider's limits; used by one thread. */
public final class LimitedCall implements Gate {

  private final Limiter limiter;
  private final String kind;
  private final long characters;
  private final @Nullable Integer maxTokens;
  private Limiter.@Nullable Pass pass;

  LimitedCall(Limiter limiter, String kind, long characters, @Nullable Integer maxTokens) {
    this.limiter = limiter;
    this.kind = kind;
    this.characters = characters;
    this.maxTokens = maxTokens;
  }

  @Override
  public Entry enter(UUID jobId, @Nullable Duration patience) throws InterruptedException {
    long tokens = limiter.forecast(kind, characters, maxTokens);
    Entry entry = limiter.enter(jobId, tokens, patience);
    pass = entry instanceof Limiter.Pass entered ? entered : null;
    return entry;
  }

  /** What the attempt that is on the wire took; nothing is told by 0. */
  public void used(long inputTokens, long outputTokens) {
    if (pass != null && inputTokens + outputTokens > 0) {
      pass.used(inputTokens + outputTokens);
      limiter.learn(kind, characters, inputTokens, outputTokens);
    }
  }
}
