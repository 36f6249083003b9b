/** Google's Gemini models, by its Gemini API, through Spring AI. */
@NullMarked
package dev.gepaserver.llm.google;

import org.jspecify.annotations.NullMarked;
