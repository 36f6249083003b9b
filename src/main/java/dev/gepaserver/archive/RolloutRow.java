package dev.gepaserver.archive;

import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.CallKey;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rollout as it is kept. JSON stands as text, made where the rollout was, so that the one writer
 * only writes.
 *
 * @param seq the job's running number of the row, by which lists page
 * @param key where in the job it was made; {@code call} is empty
 * @param hash of the candidate's texts and the example
 * @param candidate index of the candidate, null for a child or a merge not yet accepted
 * @param example place of the example in its set
 * @param split wire name of the set
 * @param score finite; higher is better
 * @param objectives JSON object of scores by objective, keys sorted
 * @param output JSON value, null where the system gave none
 * @param feedback JSON text, or object of texts by component
 * @param records JSON object of reflection records by component; empty without traces
 * @param trace JSON value, null where there is none
 * @param error why the system could not be rolled out, null where it was
 * @param latencyMs from its beginning to its score
 * @param attempts requests of its slowest call, at least 1 where any was made
 */
public record RolloutRow(
    UUID jobId,
    long seq,
    CallKey key,
    String hash,
    @Nullable Integer candidate,
    int example,
    String split,
    double score,
    String objectives,
    @Nullable String output,
    String feedback,
    String records,
    @Nullable String trace,
    @Nullable CallError error,
    long latencyMs,
    int attempts,
    Instant at) {}
