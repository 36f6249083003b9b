/** Tests of the presets of OpenAI's protocol. */
@NullMarked
package dev.gepaserver.llm.openai;

import org.jspecify.annotations.NullMarked;
