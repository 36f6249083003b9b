/** The data that systems are rolled out on: examples, their sets, and how they are read. */
@NullMarked
package dev.gepaserver.dataset;

import org.jspecify.annotations.NullMarked;
