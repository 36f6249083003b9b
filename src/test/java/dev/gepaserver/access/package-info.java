@NullMarked
package dev.gepaserver.access;

import org.jspecify.annotations.NullMarked;
