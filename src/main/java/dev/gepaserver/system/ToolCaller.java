package dev.gepaserver.system;

import dev.gepaserver.common.FoundJson;
import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.Corpora;
import dev.gepaserver.engine.model.Excerpt;
import dev.gepaserver.evaluation.Webhooks;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.CallScope;
import dev.gepaserver.journal.ToolCall;
import dev.gepaserver.journal.ToolRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Calls the tools of one agent. What is wrong about a call, such as arguments that do not fit, is
 * told to the model, which may do better. Searches in corpora are done anew when a rollout is
 * resumed, since a corpus never changes. Safe for use by many threads.
 */
final class ToolCaller {

  private static final int SHOWN = 500;

  private final ToolPosts posts;
  private final PatientCorpora corpora;
  private final int maxResultLength;
  private final Map<String, Callable> tools = new LinkedHashMap<>();

  ToolCaller(AgentSpec spec, Webhooks webhooks, Corpora corpora) {
    this.posts = new ToolPosts(webhooks);
    this.corpora = new PatientCorpora(corpora);
    this.maxResultLength = spec.maxResultLength();
    spec.tools()
        .forEach(tool -> tools.put(tool.name(), new Callable(tool, new ToolSchema(tool.schema()))));
  }

  private record Callable(AgentTool tool, ToolSchema schema) {}

  /**
   * Calls a tool.
   *
   * @param path of the call in the journal
   * @throws dev.gepaserver.common.CallFailedException where the tool stays away, or is refused for
   *     all
   */
  ToolResult call(CallScope scope, String path, ToolRequest request) {
    Callable callable = tools.get(request.name());
    if (callable == null) {
      String name = shown(request.name());
      return ToolResult.refused(
          "there is no tool %s; there are %s".formatted(name, String.join(", ", tools.keySet())),
          "The model called the tool %s, which there is not.".formatted(name));
    }
    JsonNode arguments = FoundJson.whole(request.arguments());
    if (arguments == null || !arguments.isObject()) {
      return unfit(request, "the arguments are no JSON object: " + shown(request.arguments()));
    }
    List<String> faults = callable.schema().faults(arguments);
    if (!faults.isEmpty()) {
      return unfit(request, "the arguments do not fit: " + String.join("; ", faults));
    }
    return switch (callable.tool()) {
      case AgentTool.Http http -> post(scope, path, http, arguments);
      case AgentTool.Retrieve search -> search(scope, search, arguments);
    };
  }

  private static ToolResult unfit(ToolRequest request, String what) {
    return ToolResult.refused(
        shown(what),
        "The model's call of the tool %s failed: %s".formatted(request.name(), shown(what)));
  }

  private ToolResult search(CallScope scope, AgentTool.Retrieve search, JsonNode arguments) {
    String query = arguments.path(AgentTool.Retrieve.QUERY).asString("");
    JsonNode found =
        Documents.json(corpora.search(scope.journal(), search.corpus(), query, search.k()));
    return ToolResult.of(cut(found));
  }

  private ToolResult post(CallScope scope, String path, AgentTool.Http tool, JsonNode arguments) {
    ToolCall call = posts.post(scope, path, tool.target(), arguments);
    CallError error = call.error();
    JsonNode answer = call.answer();
    String text =
        answer == null
            ? "Error: " + shown(error == null ? "no answer" : error.detail())
            : cut(answer);
    String fault =
        answer == null ? "A call of the tool %s failed: %s".formatted(tool.name(), text) : null;
    return new ToolResult(text, fault, call.costNanos(), call.latencyMs(), call.attempts());
  }

  private String cut(JsonNode answer) {
    return Excerpt.of(Json.inText(answer), maxResultLength);
  }

  private static String shown(String text) {
    return Excerpt.of(text, SHOWN);
  }
}
