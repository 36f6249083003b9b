/** Models of an Ollama server, by its own protocol, through Spring AI. */
@NullMarked
package dev.gepaserver.llm.ollama;

import org.jspecify.annotations.NullMarked;
