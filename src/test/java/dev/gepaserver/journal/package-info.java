/** A journal in memory, for tests of every room that calls the outside. */
@NullMarked
package dev.gepaserver.journal;

import org.jspecify.annotations.NullMarked;
