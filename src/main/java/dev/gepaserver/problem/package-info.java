/** The one place that turns failures into RFC 9457 problems, the container's own included. */
@NullMarked
package dev.gepaserver.problem;

import org.jspecify.annotations.NullMarked;
