package dev.gepaserver.dataset;

import dev.gepaserver.common.Json;
import java.lang.ref.SoftReference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One data instance. Safe for use by many threads. */
public final class Example {

  private final int position;
  private final String id;
  private final JsonNode data;
  // Every rollout hashes and sends it; where memory is short it is written anew.
  private volatile SoftReference<@Nullable String> json = new SoftReference<>(null);

  /**
   * Checks.
   *
   * @param position its place in its set, from 0; order and decisions go by it
   * @param id its label, unique in its set
   * @param data the whole object as it was given, an {@code id} in it included; never changed
   * @throws IllegalArgumentException where the position is negative or the data is no object
   */
  public Example(int position, String id, JsonNode data) {
    if (position < 0 || !data.isObject()) {
      throw new IllegalArgumentException(
          "an example has a position from 0 and an object as data, not %d and %s"
              .formatted(position, data.getNodeType()));
    }
    this.position = position;
    this.id = id;
    this.data = data;
  }

  /** Its place in its set, from 0; order and decisions go by it. */
  public int position() {
    return position;
  }

  /** Its label, unique in its set. */
  public String id() {
    return id;
  }

  /** The whole object as it was given, an {@code id} in it included; never to be changed. */
  public JsonNode data() {
    return data;
  }

  /** {@link #data} as {@link Json#write} has it. */
  public String json() {
    String known = json.get();
    if (known == null) {
      known = Json.write(data);
      json = new SoftReference<>(known);
    }
    return known;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Example example
        && position == example.position
        && id.equals(example.id)
        && data.equals(example.data);
  }

  @Override
  public int hashCode() {
    return Objects.hash(position, id, data);
  }

  @Override
  public String toString() {
    return "Example[%d, %s, %s]".formatted(position, id, data);
  }
}
