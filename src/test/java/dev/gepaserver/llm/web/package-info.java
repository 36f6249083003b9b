/** Tests of the providers over HTTP. */
@NullMarked
package dev.gepaserver.llm.web;

import org.jspecify.annotations.NullMarked;
