/** Providers that speak OpenAI's protocol, OpenAI itself among them, through Spring AI. */
@NullMarked
package dev.gepaserver.llm.openai;

import org.jspecify.annotations.NullMarked;
