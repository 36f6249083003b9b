/** Tests of Anthropic's protocol. */
@NullMarked
package dev.gepaserver.llm.anthropic;

import org.jspecify.annotations.NullMarked;
