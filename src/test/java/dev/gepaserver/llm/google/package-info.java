/** Tests of the Gemini protocol. */
@NullMarked
package dev.gepaserver.llm.google;

import org.jspecify.annotations.NullMarked;
