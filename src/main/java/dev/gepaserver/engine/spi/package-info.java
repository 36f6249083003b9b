/**
 * What the search asks of others: two ports to the outside world, and the decisions that are made
 * by exchangeable strategies, each an interface with one method.
 */
@NullMarked
package dev.gepaserver.engine.spi;

import org.jspecify.annotations.NullMarked;
