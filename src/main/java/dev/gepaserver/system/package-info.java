/**
 * The systems under optimization: what is run with a candidate on an example, found by name in a
 * catalogue.
 */
@NullMarked
package dev.gepaserver.system;

import org.jspecify.annotations.NullMarked;
