/** Keys, roles and sessions: who may come in and do what; and the record of what was done. */
@NullMarked
package dev.gepaserver.access;

import org.jspecify.annotations.NullMarked;
