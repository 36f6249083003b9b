package dev.gepaserver.system;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.Example;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the names in a prompt mean, components left aside. */
interface PromptValues {

  /** The value of a name; null where there is none. */
  @Nullable JsonNode find(String name);

  /** What is said of a name that has no value. */
  CallFailedException.Faulty missing(String name);

  /**
   * The value of a name.
   *
   * @throws CallFailedException.Faulty where there is none
   */
  default JsonNode get(String name) {
    JsonNode value = find(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  /** The fields of an example. */
  static PromptValues of(Example example) {
    return new PromptValues() {

      @Override
      public @Nullable JsonNode find(String name) {
        return Json.find(example.data(), name);
      }

      @Override
      public CallFailedException.Faulty missing(String name) {
        return new CallFailedException.Faulty(
            "the prompt uses {{%s}}, which example \"%s\" has not".formatted(name, example.id()));
      }
    };
  }
}
