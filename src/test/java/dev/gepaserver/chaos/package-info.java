/**
 * Kills, stops and cuts whatever a job stands on, and asks whether anything was lost or doubled.
 */
@NullMarked
package dev.gepaserver.chaos;

import org.jspecify.annotations.NullMarked;
