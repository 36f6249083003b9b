/**
 * The bundled job and the runner that submits it over the service's own HTTP API and shows it at
 * work; active with the profile {@code demo}.
 */
@NullMarked
package dev.gepaserver.demo;

import org.jspecify.annotations.NullMarked;
