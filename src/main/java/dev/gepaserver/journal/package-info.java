/**
 * Has this call been answered? Here is its answer. Every call to the outside asks here first and
 * leaves its answer here.
 */
@NullMarked
package dev.gepaserver.journal;

import org.jspecify.annotations.NullMarked;
