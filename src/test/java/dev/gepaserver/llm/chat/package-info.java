/** Tests of what all protocols share. */
@NullMarked
package dev.gepaserver.llm.chat;

import org.jspecify.annotations.NullMarked;
