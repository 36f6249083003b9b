package dev.gepaserver.archive;

import dev.gepaserver.engine.model.SearchOptions;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads back what a run needs to go on with a job. */
public interface ArchiveLoader {

  /**
   * The search after its last finished iteration; empty where not even the seed's is finished.
   *
   * @param options what the search was told; what it makes no use of is not read
   */
  Optional<SavedSearch> search(UUID jobId, SearchOptions options);

  /** The iteration that is not finished: the one after {@link #search}, 0 for the seed's. */
  int openIteration(UUID jobId);

  /**
   * What was done beyond that.
   *
   * @param openIteration as {@link #openIteration} gives it
   */
  OpenWork openWork(UUID jobId, int openIteration);

  /**
   * What was paid beyond that.
   *
   * @param openIteration as in {@link #openWork}
   */
  OpenCost openCost(UUID jobId, int openIteration);

  /**
   * The model, as {@code provider/model}, of the search's first call whose cost is not known; null
   * where there is none.
   *
   * @param byReflection whether only reflections are looked at
   */
  @Nullable String unpriced(UUID jobId, boolean byReflection);
}
