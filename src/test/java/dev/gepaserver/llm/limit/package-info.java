/** Tests of limits. */
@NullMarked
package dev.gepaserver.llm.limit;

import org.jspecify.annotations.NullMarked;
