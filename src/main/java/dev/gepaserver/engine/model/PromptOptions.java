package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.atLeast;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the reflection model is shown and what its texts must keep to.
 *
 * @param objective what the system is for, in words; null where not said
 * @param template the prompt template of all components; null for the product's own
 * @param templates prompt templates of single components, by name; they go before {@code template}
 * @param showRejected how many rejected texts of the same component and parent are shown, at least
 *     0
 * @param maxTextLength the longest usable text in characters (Unicode code points), at least 1;
 *     null for any length
 * @param seed the texts whose placeholders {@code {{name}}} a rewritten text must keep; null: those
 *     of candidate 0
 * @param fields names that are placeholders in the seed's texts though they are not plain, such as
 *     {@code first name}
 * @param maxPromptLength the longest prompt, in {@code char}s; what happened on the examples is cut
 *     to fit, at least {@value #SHORTEST_PROMPT}
 */
public record PromptOptions(
    @Nullable String objective,
    @Nullable String template,
    Map<String, String> templates,
    int showRejected,
    @Nullable Integer maxTextLength,
    @Nullable Texts seed,
    Set<String> fields,
    int maxPromptLength) {

  /** No prompt is bounded by less. */
  public static final int SHORTEST_PROMPT = 1_000;

  /** Every option as {@link Defaults} says. */
  public static final PromptOptions DEFAULT =
      new PromptOptions(
          null,
          null,
          Map.of(),
          Defaults.SHOW_REJECTED,
          null,
          null,
          Set.of(),
          Defaults.MAX_PROMPT_LENGTH);

  /** Checks the ranges. */
  public PromptOptions {
    templates = Map.copyOf(templates);
    fields = Set.copyOf(fields);
    atLeast(0, showRejected, "showRejected");
    atLeast(SHORTEST_PROMPT, maxPromptLength, "maxPromptLength");
    if (maxTextLength != null) {
      atLeast(1, maxTextLength, "maxTextLength");
    }
  }

  /** The template given for a component; null where the product's own is to be used. */
  public @Nullable String templateOf(String component) {
    String own = templates.get(component);
    return own == null ? template : own;
  }

  /** These options with another template for all components. */
  public PromptOptions withTemplate(@Nullable String template) {
    return new PromptOptions(
        objective, template, templates, showRejected, maxTextLength, seed, fields, maxPromptLength);
  }

  /** These options with another number of rejected texts shown. */
  public PromptOptions withShowRejected(int showRejected) {
    return new PromptOptions(
        objective, template, templates, showRejected, maxTextLength, seed, fields, maxPromptLength);
  }

  /** These options with another longest text. */
  public PromptOptions withMaxTextLength(@Nullable Integer maxTextLength) {
    return new PromptOptions(
        objective, template, templates, showRejected, maxTextLength, seed, fields, maxPromptLength);
  }

  /** These options with other names that are placeholders though they are not plain. */
  public PromptOptions withFields(Set<String> fields) {
    return new PromptOptions(
        objective, template, templates, showRejected, maxTextLength, seed, fields, maxPromptLength);
  }

  /** These options with another longest prompt. */
  public PromptOptions withMaxPromptLength(int maxPromptLength) {
    return new PromptOptions(
        objective, template, templates, showRejected, maxTextLength, seed, fields, maxPromptLength);
  }

  /** These options with another objective. */
  public PromptOptions withObjective(@Nullable String objective) {
    return new PromptOptions(
        objective, template, templates, showRejected, maxTextLength, seed, fields, maxPromptLength);
  }
}
