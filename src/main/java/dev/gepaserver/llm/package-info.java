/**
 * Providers and models through Spring AI: options, limits, retries, prices, and the simulated
 * provider. Nobody else knows Spring AI.
 */
@NullMarked
package dev.gepaserver.llm;

import org.jspecify.annotations.NullMarked;
