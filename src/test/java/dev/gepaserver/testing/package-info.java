/** What tests of several rooms share. */
@NullMarked
package dev.gepaserver.testing;

import org.jspecify.annotations.NullMarked;
