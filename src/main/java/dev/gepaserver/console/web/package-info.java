/** The console's pages, the data of its charts, and its static files. */
@NullMarked
package dev.gepaserver.console.web;

import org.jspecify.annotations.NullMarked;
