/** Jobs over HTTP. */
@NullMarked
package dev.gepaserver.job.web;

import org.jspecify.annotations.NullMarked;
