/**
 * HTTP to addresses that users name: allowed targets, signing, timeouts, size limits, retries with
 * the same bytes.
 */
@NullMarked
package dev.gepaserver.outbound;

import org.jspecify.annotations.NullMarked;
