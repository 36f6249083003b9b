package dev.gepaserver.archive;

import dev.gepaserver.engine.model.Checkpoint;
import dev.gepaserver.engine.model.StateRows;

/**
 * A search as it was after its last finished iteration.
 *
 * @param checkpoint the small part
 * @param rows the rest
 */
public record SavedSearch(Checkpoint checkpoint, StateRows rows) {}
