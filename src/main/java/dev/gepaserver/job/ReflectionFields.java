package dev.gepaserver.job;

import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Names;
import dev.gepaserver.engine.model.Defaults;
import dev.gepaserver.engine.model.PromptOptions;
import dev.gepaserver.engine.proposal.DefaultReflectionPrompt;
import dev.gepaserver.engine.proposal.PromptTemplate;
import dev.gepaserver.engine.strategy.Catalogues;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Models;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The field {@code reflection} of a job. */
final class ReflectionFields {

  private static final String TEMPLATE = "promptTemplate";
  private static final int MAX_TEMPLATE = 200_000;
  private static final int MAX_MINIBATCH = 1000;
  private static final int MAX_ATTEMPTS = 10;
  private static final int MAX_FAILURES = 1000;
  private static final int MAX_REJECTED = 20;
  private static final double MAX_SCORE = 1e100;

  private ReflectionFields() {}

  /**
   * Reads it.
   *
   * @param objective the job's, which the default template tells
   * @param seed the seed's texts; empty where the reflection model writes the first one
   * @param components the components' names in order
   */
  static ReflectionSpec read(
      Fields job,
      Models models,
      @Nullable String objective,
      Map<String, String> seed,
      List<String> components) {
    int longestSeed = longest(seed);
    Fields fields = job.objectOrEmpty("reflection");
    ModelRef model = models.read(fields, "model");
    int showRejected = fields.whole("showRejected", Defaults.SHOW_REJECTED, 0, MAX_REJECTED);
    int attempts = fields.whole("attempts", Defaults.ATTEMPTS, 1, MAX_ATTEMPTS);
    PromptLengths lengths = new PromptLengths(models, model, BudgetFields.limitsCostHard(job));
    Integer maxTextLength = lengths.text(fields, longestSeed);
    String ours = ours(objective, showRejected, maxTextLength);
    boolean perComponent = isObject(fields.raw(TEMPLATE));
    ReflectionSpec spec =
        new ReflectionSpec(
            model,
            perComponent ? null : readTemplate(fields, TEMPLATE, ours),
            perComponent ? readTemplates(fields, ours, components) : Map.of(),
            fields.whole("minibatchSize", Defaults.MINIBATCH_SIZE, 1, MAX_MINIBATCH),
            ChoiceReader.read(
                fields,
                "componentSelector",
                Defaults.COMPONENT_SELECTOR,
                Catalogues.COMPONENT_SELECTORS),
            fields.flag("skipPerfectScore", Defaults.SKIP_PERFECT_SCORE),
            fields.number("perfectScore", Defaults.PERFECT_SCORE, -MAX_SCORE, MAX_SCORE),
            attempts,
            fields.whole(
                "maxConsecutiveFailures", Defaults.MAX_CONSECUTIVE_FAILURES, 1, MAX_FAILURES),
            showRejected,
            maxTextLength,
            lengths.prompt(fields, attempts));
    fields.rejectUnknown();
    return spec;
  }

  /** For a job that never rewrites a text; its model is none that could be asked. */
  static ReflectionSpec unused() {
    return new ReflectionSpec(
        new ModelRef("none", "none", null, null, null, null, null),
        ours(null, Defaults.SHOW_REJECTED, null),
        Map.of(),
        Defaults.MINIBATCH_SIZE,
        Defaults.COMPONENT_SELECTOR,
        Defaults.SKIP_PERFECT_SCORE,
        Defaults.PERFECT_SCORE,
        Defaults.ATTEMPTS,
        Defaults.MAX_CONSECUTIVE_FAILURES,
        Defaults.SHOW_REJECTED,
        null,
        Defaults.MAX_PROMPT_LENGTH);
  }

  private static int longest(Map<String, String> texts) {
    return texts.values().stream()
        .mapToInt(text -> text.codePointCount(0, text.length()))
        .max()
        .orElse(0);
  }

  /**
   * Takes the lengths out of a written specification that are filled in where none are given; they
   * hang on other fields.
   */
  static void removeDerivedLengths(ObjectNode written, JobSpec spec, Models models) {
    ReflectionSpec reflection = spec.reflection();
    boolean costIsHard = spec.budget().limitsCostHard();
    PromptLengths lengths = new PromptLengths(models, reflection.model(), costIsHard);
    Integer text = reflection.maxTextLength();
    if (costIsHard && text != null && text == lengths.derivedText(longest(spec.seedCandidate()))) {
      written.remove("maxTextLength");
    }
    if (reflection.maxPromptLength() == lengths.derivedPrompt(reflection.attempts())) {
      written.remove("maxPromptLength");
    }
  }

  private static String ours(
      @Nullable String objective, int showRejected, @Nullable Integer maxTextLength) {
    return DefaultReflectionPrompt.template(
        PromptOptions.DEFAULT
            .withObjective(objective)
            .withShowRejected(showRejected)
            .withMaxTextLength(maxTextLength));
  }

  /** Whether the template is the one that is filled in where none is given. */
  static boolean hasOwnTemplate(ReflectionSpec reflection, @Nullable String objective) {
    return ours(objective, reflection.showRejected(), reflection.maxTextLength())
        .equals(reflection.template());
  }

  private static boolean isObject(@Nullable JsonNode node) {
    return node != null && node.isObject();
  }

  private static Map<String, String> readTemplates(
      Fields fields, String ours, List<String> components) {
    Fields templates = fields.objectOrEmpty(TEMPLATE);
    Set<String> known = new LinkedHashSet<>(components);
    String unknown = "is no component; the components are " + Names.listed(known);
    Map<String, String> byComponent = new LinkedHashMap<>();
    for (String component : components) {
      byComponent.put(component, readTemplate(templates, component, ours));
    }
    for (String name : templates.names()) {
      if (!known.contains(name)) {
        templates.fault(name, unknown);
      }
    }
    return byComponent;
  }

  private static String readTemplate(Fields fields, String name, String ours) {
    String template = fields.text(name, MAX_TEMPLATE);
    if (template == null) {
      return ours;
    }
    PromptTemplate.faults(template).forEach(fault -> fields.fault(name, fault));
    return template;
  }

  static ObjectNode write(ReflectionSpec reflection) {
    ObjectNode json = Json.object();
    json.set("model", Json.tree(reflection.model()));
    json.set(
        TEMPLATE,
        Json.tree(reflection.template() == null ? reflection.templates() : reflection.template()));
    json.put("minibatchSize", reflection.minibatchSize());
    json.set("componentSelector", ChoiceReader.write(reflection.componentSelector()));
    json.put("skipPerfectScore", reflection.skipPerfectScore());
    json.put("perfectScore", reflection.perfectScore());
    json.put("attempts", reflection.attempts());
    json.put("maxConsecutiveFailures", reflection.maxConsecutiveFailures());
    json.put("showRejected", reflection.showRejected());
    if (reflection.maxTextLength() != null) {
      json.put("maxTextLength", reflection.maxTextLength());
    }
    json.put("maxPromptLength", reflection.maxPromptLength());
    return json;
  }
}
