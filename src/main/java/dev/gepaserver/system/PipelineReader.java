package dev.gepaserver.system;

import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Storable;
import dev.gepaserver.dataset.Corpora;
import dev.gepaserver.evaluation.WebhookFields;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Models;
import dev.gepaserver.outbound.Outbound;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the steps of one pipeline. */
final class PipelineReader {

  private static final int MAX_STEPS = 50;
  private static final int MAX_TEMPLATE = 1_000_000;
  private static final int DEFAULT_FOUND = 5;
  private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
  private static final List<String> TYPES = List.of("http", "llm", "retrieve", "template");

  private final Models models;
  private final Outbound outbound;
  private final CorpusField corpora;
  private final Set<String> components;
  private final Set<String> ids = new HashSet<>();

  PipelineReader(Models models, Outbound outbound, Corpora corpora, Set<String> components) {
    this.models = models;
    this.outbound = outbound;
    this.corpora = new CorpusField(corpora);
    this.components = components;
  }

  PipelineSpec read(String type, Fields fields) {
    ModelRef model = fields.has("model") ? models.read(fields, "model") : null;
    List<JsonNode> given = fields.list("steps", 1, MAX_STEPS);
    if (given == null && !fields.has("steps")) {
      fields.missing("steps", "a list of steps");
    }
    List<PipelineStep> steps = new ArrayList<>();
    for (int i = 0; given != null && i < given.size(); i++) {
      steps.add(
          readStep(
              Fields.of(given.get(i), fields.pointer("steps") + "/" + i, fields.faults()), model));
    }
    String last =
        steps.isEmpty() || steps.getLast().id().isBlank()
            ? ""
            : "{{steps." + steps.getLast().id() + ".output}}";
    return new PipelineSpec(
        type,
        model,
        steps,
        fields.text("output", last, MAX_TEMPLATE),
        fields.flag("allowExpected", false));
  }

  /** Reads a step; one of no known type keeps its place as a step that says nothing. */
  private PipelineStep readStep(Fields fields, @Nullable ModelRef model) {
    String id = fields.requiredText("id", Integer.MAX_VALUE);
    if (!id.isBlank() && !ID.matcher(id).matches()) {
      fields.fault("id", "a step's id is a letter, then up to 63 letters, digits, '_' or '-'");
    } else if (!ids.add(id) && !id.isBlank()) {
      fields.fault("id", "stands twice; each step has an id of its own");
    }
    String type = fields.requiredChoice("type", TYPES);
    if (type == null) {
      return new PipelineStep.Fill(id, "template", "");
    }
    PipelineStep step =
        switch (type) {
          case "llm" -> llm(id, fields, model);
          case "retrieve" ->
              new PipelineStep.Retrieve(
                  id,
                  type,
                  corpora.read(fields),
                  fields.requiredText("query", MAX_TEMPLATE),
                  fields.whole("k", DEFAULT_FOUND, 1, Corpora.MOST_FOUND));
          case "http" -> http(id, fields);
          default -> new PipelineStep.Fill(id, type, fields.requiredText("template", MAX_TEMPLATE));
        };
    fields.rejectUnknown();
    return step;
  }

  private PipelineStep llm(String id, Fields fields, @Nullable ModelRef model) {
    String component =
        fields.has("component") ? fields.requiredChoice("component", components) : null;
    if (!fields.has("messages") && !fields.has("component")) {
      fields.missing(
          "component",
          "one of %s, or messages must be given".formatted(String.join(", ", components)));
    }
    List<ChatMessage> messages =
        PromptSpec.readMessages(
            fields, component == null ? List.of() : PromptSpec.defaults(component));
    return new PipelineStep.Llm(
        id,
        "llm",
        component,
        model == null || fields.has("model") ? models.read(fields, "model") : model,
        messages,
        ReplyFormat.read(fields));
  }

  private PipelineStep http(String id, Fields fields) {
    JsonNode body = fields.raw("body");
    if (body == null) {
      fields.missing("body", "the JSON to be posted, in which every text is a template");
    }
    return new PipelineStep.Http(
        id,
        "http",
        outbound.readUrl(fields, "url"),
        body == null ? Json.object() : Storable.json(body),
        WebhookFields.timeout(fields),
        outbound.readHeaders(fields, "headers"),
        outbound.readSecret(fields, "secret"));
  }
}
