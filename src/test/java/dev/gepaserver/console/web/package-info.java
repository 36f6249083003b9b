/** What pages are made of. */
@NullMarked
package dev.gepaserver.console.web;

import org.jspecify.annotations.NullMarked;
