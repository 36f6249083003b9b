/** Reports and evaluations over HTTP. */
@NullMarked
package dev.gepaserver.report.web;

import org.jspecify.annotations.NullMarked;
