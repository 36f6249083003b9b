package dev.gepaserver.evaluation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.gepaserver.common.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * What an evaluator says about a rollout in words. Its JSON is a text, or an object of component
 * and text.
 */
public sealed interface Feedback {

  /** What is told to the reflection on this component; null where there is nothing about it. */
  @Nullable String forComponent(String name);

  /** The same with a sentence before each text. */
  Feedback after(String sentence);

  /** The JSON form. */
  @JsonValue
  JsonNode json();

  /**
   * Reads the JSON form; a component whose text is null counts as left out.
   *
   * @throws IllegalArgumentException where it is neither a text nor an object of texts
   */
  @JsonCreator
  static Feedback of(JsonNode json) {
    if (json.isString()) {
      return new Text(json.stringValue());
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      if (entry.getValue().isNull()) {
        continue;
      }
      if (!entry.getValue().isString()) {
        throw new IllegalArgumentException("feedback on " + entry.getKey() + " is no text");
      }
      texts.put(entry.getKey(), entry.getValue().stringValue());
    }
    if (!json.isObject()) {
      throw new IllegalArgumentException("feedback is a text or an object of texts");
    }
    return new ByComponent(texts);
  }

  /**
   * One text for all components.
   *
   * @param text may be empty
   */
  record Text(String text) implements Feedback {

    @Override
    public String forComponent(String name) {
      return text;
    }

    @Override
    public Feedback after(String sentence) {
      return new Text(text.isBlank() ? sentence : sentence + "\n" + text);
    }

    @Override
    public JsonNode json() {
      return StringNode.valueOf(text);
    }
  }

  /**
   * A text for each component that took part.
   *
   * @param texts by component, in the order given
   */
  record ByComponent(Map<String, String> texts) implements Feedback {

    /** Copies the map. */
    public ByComponent {
      texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }

    @Override
    public @Nullable String forComponent(String name) {
      return texts.get(name);
    }

    @Override
    public Feedback after(String sentence) {
      Map<String, String> told = new LinkedHashMap<>(texts);
      told.replaceAll((name, text) -> text.isBlank() ? sentence : sentence + "\n" + text);
      return new ByComponent(told);
    }

    @Override
    public JsonNode json() {
      return Json.tree(texts);
    }
  }
}
