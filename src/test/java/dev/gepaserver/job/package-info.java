/** Tests of the rooms problem and job over real HTTP and a real database. */
@NullMarked
package dev.gepaserver.job;

import org.jspecify.annotations.NullMarked;
