/** Numbers about this node for Prometheus; the only room that knows Micrometer's meters. */
@NullMarked
package dev.gepaserver.metrics;

import org.jspecify.annotations.NullMarked;
