/**
 * How new candidates come about: what the reflection model is shown and how its answers are read,
 * and how two candidates are merged.
 */
@NullMarked
package dev.gepaserver.engine.proposal;

import org.jspecify.annotations.NullMarked;
