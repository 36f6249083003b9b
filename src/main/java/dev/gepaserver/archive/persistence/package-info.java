/** The archive's tables, by plain JDBC. */
@NullMarked
package dev.gepaserver.archive.persistence;

import org.jspecify.annotations.NullMarked;
