/** The archive over HTTP. */
@NullMarked
package dev.gepaserver.archive.web;

import org.jspecify.annotations.NullMarked;
