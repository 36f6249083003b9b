/**
 * What keeps a provider's limits: so many calls at once, so many requests and tokens a minute, its
 * wish to be left alone, and its being away. Times in here are nanoseconds since the limiter was
 * made.
 */
@NullMarked
package dev.gepaserver.llm.limit;

import org.jspecify.annotations.NullMarked;
