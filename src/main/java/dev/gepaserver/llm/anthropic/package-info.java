/** Anthropic's models, by its messages protocol, through Spring AI. */
@NullMarked
package dev.gepaserver.llm.anthropic;

import org.jspecify.annotations.NullMarked;
