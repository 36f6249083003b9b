/** What stands between a request and the controllers, and the endpoints of keys and deeds. */
@NullMarked
package dev.gepaserver.access.web;

import org.jspecify.annotations.NullMarked;
