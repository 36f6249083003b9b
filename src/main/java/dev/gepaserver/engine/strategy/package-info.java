/**
 * The strategies of the search and the catalogues they are found in by name. A new one is a class
 * (or a lambda) and a line in {@link dev.gepaserver.engine.strategy.Catalogues}.
 */
@NullMarked
package dev.gepaserver.engine.strategy;

import org.jspecify.annotations.NullMarked;
