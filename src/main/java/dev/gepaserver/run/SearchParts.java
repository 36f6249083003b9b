package dev.gepaserver.run;

import dev.gepaserver.engine.Optimizer;
import dev.gepaserver.engine.Root;
import dev.gepaserver.engine.SearchState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a search needs to begin, or to go on.
 *
 * @param optimizer the search, with this run's ports
 * @param runner the port that rolls out
 * @param empty the state that a search begins with
 * @param roots the candidates that a search begins with
 * @param saved the state after the last finished iteration, null where none is
 * @param hasTestset whether held-out examples were given
 */
record SearchParts(
    Optimizer optimizer,
    StageRunner runner,
    SearchState empty,
    List<Root> roots,
    @Nullable SearchState saved,
    boolean hasTestset) {}
