package dev.gepaserver.dataset.format;

import tools.jackson.databind.node.ObjectNode;

/** A way in which rows stand in a body. */
public interface ImportFormat {

  /**
   * Reads a body as a stream.
   *
   * @param in what is read; its {@link Utf8Reader#trouble()} is still to be looked at
   * @param rows is given what stands there
   * @return what the body says besides its rows; empty where the format has no place for that
   */
  ObjectNode read(Utf8Reader in, RowSink rows);
}
