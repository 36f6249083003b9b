/** Where settings come from, before anybody reads them; knows no other room. */
@NullMarked
package dev.gepaserver.settings;

import org.jspecify.annotations.NullMarked;
