/** Tests of Ollama's protocol. */
@NullMarked
package dev.gepaserver.llm.ollama;

import org.jspecify.annotations.NullMarked;
