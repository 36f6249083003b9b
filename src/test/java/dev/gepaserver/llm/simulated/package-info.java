/** Tests of the made-up models. */
@NullMarked
package dev.gepaserver.llm.simulated;

import org.jspecify.annotations.NullMarked;
