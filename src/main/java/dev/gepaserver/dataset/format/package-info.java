/** How rows stand in the bodies of imports: JSON, NDJSON and CSV, read as streams. */
@NullMarked
package dev.gepaserver.dataset.format;

import org.jspecify.annotations.NullMarked;
