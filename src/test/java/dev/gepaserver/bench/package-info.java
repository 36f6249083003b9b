/** Measurements, run by hand with {@code -Pbench}; they print figures and judge nothing. */
@org.jspecify.annotations.NullMarked
package dev.gepaserver.bench;
