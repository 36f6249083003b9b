/** The tables of keys, sessions and the record of deeds. */
@NullMarked
package dev.gepaserver.access.persistence;

import org.jspecify.annotations.NullMarked;
