/**
 * What all providers behind Spring AI's chat models share: one request an attempt on the wire, the
 * job's options put into its body, failures typed by what came back.
 */
@NullMarked
package dev.gepaserver.llm.chat;

import org.jspecify.annotations.NullMarked;
