package dev.gepaserver.dataset;

import tools.jackson.databind.JsonNode;

/**
 * One data instance.
 *
 * @param position its place in its set, from 0; order and decisions go by it
 * @param id its label, unique in its set
 * @param data the whole object as it was given, an {@code id} in it included; never changed
 */
public record Example(int position, String id, JsonNode data) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException where the position is negative or the data is no object
   */
  public Example {
    if (position < 0 || !data.isObject()) {
      throw new IllegalArgumentException(
          "an example has a position from 0 and an object as data, not %d and %s"
              .formatted(position, data.getNodeType()));
    }
  }
}
