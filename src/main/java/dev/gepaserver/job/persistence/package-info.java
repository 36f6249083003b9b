/** Jobs in PostgreSQL. Entities never leave this package. */
@NullMarked
package dev.gepaserver.job.persistence;

import org.jspecify.annotations.NullMarked;
