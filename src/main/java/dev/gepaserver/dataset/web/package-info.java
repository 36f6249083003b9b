/** Data sets and corpora over HTTP. */
@NullMarked
package dev.gepaserver.dataset.web;

import org.jspecify.annotations.NullMarked;
