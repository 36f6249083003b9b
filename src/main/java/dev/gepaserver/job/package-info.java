/**
 * A job's specification and its life: submit, validate, look, steer. The work itself is done by the
 * workers, who find here what to run and tell here how it went.
 */
@NullMarked
package dev.gepaserver.job;

import org.jspecify.annotations.NullMarked;
