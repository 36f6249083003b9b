/** Data sets and corpora in PostgreSQL. */
@NullMarked
package dev.gepaserver.dataset.persistence;

import org.jspecify.annotations.NullMarked;
