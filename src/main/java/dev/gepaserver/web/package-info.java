/** What all answers over HTTP have in common, whichever room gives them. */
@NullMarked
package dev.gepaserver.web;

import org.jspecify.annotations.NullMarked;
