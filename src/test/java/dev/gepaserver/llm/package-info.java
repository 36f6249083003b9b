/** Tests of providers and models. */
@NullMarked
package dev.gepaserver.llm;

import org.jspecify.annotations.NullMarked;
