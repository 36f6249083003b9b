/** The PostgreSQL that comes with the service, for where no other is named. */
@NullMarked
package dev.gepaserver.database;

import org.jspecify.annotations.NullMarked;
