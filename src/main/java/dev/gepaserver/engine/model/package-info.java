/**
 * The records of the search: what it is told, what it keeps and what it reports.
 *
 * <p>Every type here is an immutable value that checks itself when it is made and may be shared
 * between threads. Nothing here decides anything about the search except {@link
 * dev.gepaserver.engine.model.Frontier}, whose rules the archive shares with the search.
 */
@NullMarked
package dev.gepaserver.engine.model;

import org.jspecify.annotations.NullMarked;
