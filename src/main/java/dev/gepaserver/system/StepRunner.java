package dev.gepaserver.system;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Storable;
import dev.gepaserver.common.Template;
import dev.gepaserver.dataset.Corpora;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.evaluation.Webhooks;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.CallScope;
import dev.gepaserver.journal.Calls;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import dev.gepaserver.journal.ToolCall;
import dev.gepaserver.llm.Models;
import dev.gepaserver.outbound.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes the steps of one pipeline. Calls are journaled under the paths {@code step-ID/answer} (of a
 * model) and {@code step-ID/tool}; searches in corpora are done anew, since a corpus never changes.
 */
final class StepRunner {

  private final Models models;
  private final Webhooks webhooks;
  private final Corpora corpora;
  private final Map<String, PromptMessages> prompts = new HashMap<>();
  private final Map<String, Function<String, @Nullable JsonNode>> readers = new HashMap<>();

  StepRunner(PipelineSpec spec, Texts seed, Models models, Webhooks webhooks, Corpora corpora) {
    this.models = models;
    this.webhooks = webhooks;
    this.corpora = corpora;
    spec.llmSteps()
        .forEach(step -> {
          prompts.put(step.id(), new PromptMessages(step.messages(), seed));
          readers.put(step.id(), step.parse().reader());
        });
  }

  /** The prompts of the steps that ask models, by their ids. */
  Map<String, PromptMessages> prompts() {
    return Map.copyOf(prompts);
  }

  /** Takes a step and notes it in the run; gives why it failed, null where it did not. */
  @Nullable CallError take(PipelineStep step, PipelineRun run) {
    run.task().scope().journal().goOn();
    StepTrace trace = run.begin(step);
    try {
      trace.output(
          switch (step) {
            case PipelineStep.Llm llm -> ask(llm, run, trace);
            case PipelineStep.Retrieve retrieve -> retrieve(retrieve, run, trace);
            case PipelineStep.Http http -> post(http, run, trace);
            case PipelineStep.Fill fill -> Json.tree(Template.of(fill.template()).fill(run::get));
          });
    } catch (CallFailedException.Faulty e) {
      trace.failed(e);
    }
    return trace.error();
  }

  private JsonNode ask(PipelineStep.Llm step, PipelineRun run, StepTrace trace) {
    PromptMessages prompt = Objects.requireNonNull(prompts.get(step.id()));
    List<ChatMessage> messages = prompt.fill(run.task().texts(), run);
    trace.input(Json.tree(messages));
    ModelCall call =
        models.ask(run.task().scope(), path(step, "answer"), Role.TASK, step.model(), messages);
    String reply = call.reply() == null ? "" : Storable.text(call.reply());
    trace.called(call, reply);
    if ("refused".equals(call.finishReason())) {
      throw new CallFailedException.Faulty(
          "refused", "the model refused to answer: " + reply, call.attempts(), call.latencyMs());
    }
    JsonNode output = Objects.requireNonNull(readers.get(step.id())).apply(reply);
    if (output == null) {
      throw new CallFailedException.Faulty(
          "format",
          "the reply has not the format that is wanted: " + step.parse().wanted(),
          call.attempts(),
          call.latencyMs());
    }
    return output;
  }

  private JsonNode retrieve(PipelineStep.Retrieve step, PipelineRun run, StepTrace trace) {
    String query = Template.of(step.query()).fill(run::get);
    trace.input(Json.object().put("query", query).put("k", step.k()));
    ArrayNode documents = Json.MAPPER.createArrayNode();
    for (Corpora.Found found : corpora.search(step.corpus(), query, step.k())) {
      ObjectNode document = documents.addObject();
      document.put("id", found.id()).put("text", found.text());
      found
          .data()
          .properties()
          .forEach(field -> {
            if (!document.has(field.getKey())) {
              document.set(field.getKey(), field.getValue());
            }
          });
    }
    return documents;
  }

  private JsonNode post(PipelineStep.Http step, PipelineRun run, StepTrace trace) {
    JsonNode body = TemplateTree.fill(step.body(), run::get);
    trace.input(body);
    CallScope scope = run.task().scope();
    CallKey key = scope.key(path(step, "tool"));
    String hash = Json.hash(body);
    ToolCall call = scope.journal().toolCall(key, hash).orElse(null);
    if (call == null) {
      call = postNow(step, scope, key, hash, body);
      var _ = scope.journal().record(call);
    }
    trace.called(call);
    CallError error = call.error();
    if (error != null || call.answer() == null) {
      throw new CallFailedException.Faulty(
          error == null ? "malformed" : error.code(),
          error == null ? "no answer" : error.detail(),
          call.attempts(),
          call.latencyMs());
    }
    return call.answer();
  }

  private ToolCall postNow(
      PipelineStep.Http step, CallScope scope, CallKey key, String hash, JsonNode body) {
    Webhooks.Answer<JsonNode> answer =
        webhooks.ask(
            Calls.of(scope.journal(), key),
            new OutboundRequest(
                step.url(),
                Json.write(body).getBytes(StandardCharsets.UTF_8),
                Json.sha256(scope.journal().jobId() + "/" + scope.rolloutId() + "/" + key.call()),
                step.headers(),
                step.secret(),
                step.timeout()),
            json -> json);
    return new ToolCall(
        key,
        hash,
        "tool",
        Webhooks.target(step.url()),
        answer.value(),
        0,
        answer.latencyMs(),
        answer.attempts(),
        answer.error());
  }

  private static String path(PipelineStep step, String call) {
    return "step-" + step.id() + "/" + call;
  }
}
