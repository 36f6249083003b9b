package dev.gepaserver.system;

import dev.gepaserver.common.Fields;
import dev.gepaserver.dataset.Corpora;
import dev.gepaserver.engine.model.Excerpt;
import dev.gepaserver.evaluation.WebhookFields;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Models;
import dev.gepaserver.outbound.Outbound;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads one agent. */
final class AgentReader {

  private static final int MAX_TOOLS = 64;
  private static final int DEFAULT_TURNS = 8;
  private static final int MAX_TURNS = 100;
  private static final int DEFAULT_RESULT = 20_000;
  private static final int MAX_RESULT = 1_000_000;
  private static final int MAX_DESCRIPTION = 100_000;
  private static final int DEFAULT_FOUND = 5;
  private static final String TOOLS = "tools";
  private static final URI NOWHERE = URI.create("http://localhost");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,63}");

  private final Models models;
  private final Outbound outbound;
  private final CorpusField corpora;
  private final Set<String> components;
  private final Set<String> names = new HashSet<>();

  AgentReader(Models models, Outbound outbound, Corpora corpora, Set<String> components) {
    this.models = models;
    this.outbound = outbound;
    this.corpora = new CorpusField(corpora);
    this.components = components;
  }

  AgentSpec read(String type, Fields fields) {
    ModelRef model = models.read(fields, "model");
    if (model.options() != null && model.options().containsKey(TOOLS)) {
      fields
          .faults()
          .add(
              fields.pointer("model") + "/options/" + TOOLS,
              "cannot be given here: the tools are the system's");
    }
    List<AgentTool> tools = readTools(fields);
    return new AgentSpec(
        type,
        model,
        PromptSpec.readMessages(fields, defaults(tools)),
        tools,
        fields.whole("maxTurns", DEFAULT_TURNS, 1, MAX_TURNS),
        fields.whole("maxResultLength", DEFAULT_RESULT, Excerpt.SHORTEST, MAX_RESULT),
        fields.flag("allowExpected", false));
  }

  /** The first component that describes no tool as the system's message, and the input. */
  private List<ChatMessage> defaults(List<AgentTool> tools) {
    Set<String> describing =
        tools.stream()
            .map(AgentTool::component)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    return components.stream()
        .filter(component -> !describing.contains(component))
        .findFirst()
        .map(PromptSpec::defaults)
        .orElse(List.of(new ChatMessage("user", "{{input}}")));
  }

  private List<AgentTool> readTools(Fields fields) {
    List<JsonNode> given = fields.list(TOOLS, 1, MAX_TOOLS);
    if (given == null && !fields.has(TOOLS)) {
      fields.missing(TOOLS, "a list of tools");
    }
    List<AgentTool> tools = new ArrayList<>();
    for (int i = 0; given != null && i < given.size(); i++) {
      tools.add(
          readTool(Fields.of(given.get(i), fields.pointer(TOOLS) + "/" + i, fields.faults())));
    }
    return tools;
  }

  private AgentTool readTool(Fields fields) {
    String name = fields.requiredText("name", Integer.MAX_VALUE);
    if (!name.isBlank() && !NAME.matcher(name).matches()) {
      fields.fault(
          "name", "a tool's name is a letter or '_', then up to 63 letters, digits, '_' or '-'");
    } else if (!names.add(name) && !name.isBlank()) {
      fields.fault("name", "stands twice; each tool has a name of its own");
    }
    String component =
        fields.has("component") ? fields.requiredChoice("component", components) : null;
    String description = description(fields);
    AgentTool tool =
        fields.has("corpus")
            ? new AgentTool.Retrieve(
                name,
                description,
                component,
                corpora.read(fields),
                fields.whole("k", DEFAULT_FOUND, 1, Corpora.MOST_FOUND))
            : http(name, description, component, fields);
    fields.rejectUnknown();
    return tool;
  }

  /** Of description and component one must be given, and only one. */
  private static @Nullable String description(Fields fields) {
    if (!fields.has("component")) {
      return fields.requiredText("description", MAX_DESCRIPTION);
    }
    if (fields.has("description")) {
      fields.fault("description", "cannot be given beside component, which holds it");
    }
    return null;
  }

  private AgentTool http(
      String name, @Nullable String description, @Nullable String component, Fields fields) {
    return new AgentTool.Http(
        name,
        description,
        component,
        ToolSchema.read(fields, "parameters"),
        url(fields),
        WebhookFields.timeout(fields),
        outbound.readHeaders(fields, "headers"),
        outbound.readSecret(fields, "secret"));
  }

  private URI url(Fields fields) {
    if (fields.has("url")) {
      return outbound.readUrl(fields, "url");
    }
    fields.missing(
        "url", "what the arguments are posted to; or corpus is given, which is searched");
    return NOWHERE;
  }
}
