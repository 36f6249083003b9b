package dev.gepaserver.job;

import dev.gepaserver.engine.model.Choice;
import dev.gepaserver.llm.ModelRef;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How texts are rewritten: the field {@code reflection} of a job.
 *
 * @param model who rewrites
 * @param template the prompt's template for every component; null where each has its own
 * @param templates by component, in the seed's order; empty where one serves all
 * @param minibatchSize examples a proposal looks at, at least 1
 * @param componentSelector which components are rewritten
 * @param skipPerfectScore whether a perfect minibatch is skipped
 * @param perfectScore the least score that is perfect
 * @param attempts questions for one text, at least 1
 * @param maxConsecutiveFailures iterations in a row without any usable text that fail the job, at
 *     least 1
 * @param showRejected rejected texts shown, at least 0
 * @param maxTextLength the longest usable text, characters; null for any
 * @param maxPromptLength the longest prompt, {@code char}s; records are cut to fit
 */
public record ReflectionSpec(
    ModelRef model,
    @Nullable String template,
    Map<String, String> templates,
    int minibatchSize,
    Choice componentSelector,
    boolean skipPerfectScore,
    double perfectScore,
    int attempts,
    int maxConsecutiveFailures,
    int showRejected,
    @Nullable Integer maxTextLength,
    int maxPromptLength) {

  /** Copies the map. */
  public ReflectionSpec {
    templates = Collections.unmodifiableMap(new LinkedHashMap<>(templates));
  }

  /** The template of a component's prompt. */
  public String templateOf(String component) {
    String own = templates.get(component);
    String found = own == null ? template : own;
    if (found == null) {
      throw new IllegalArgumentException(
          "no template for component %s; there are %s".formatted(component, templates.keySet()));
    }
    return found;
  }
}
