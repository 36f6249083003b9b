/**
 * What every room may use: ids, time, JSON with kept key order, strict reading of input, pages,
 * templates, money.
 */
@NullMarked
package dev.gepaserver.common;

import org.jspecify.annotations.NullMarked;
