package dev.gepaserver.console.web;

import org.jspecify.annotations.Nullable;

/**
 * Who looks at a page. What a page offers follows from it; what is allowed is decided where a
 * request is carried out.
 *
 * @param name of their key; null where they showed none
 * @param mayOperate whether they may submit, steer and delete
 * @param open whether the service asks nobody for a key
 */
record Viewer(@Nullable String name, boolean mayOperate, boolean open) {}
