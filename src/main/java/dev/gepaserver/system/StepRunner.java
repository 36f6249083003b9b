package dev.gepaserver.system;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Names;
import dev.gepaserver.common.Storable;
import dev.gepaserver.common.Template;
import dev.gepaserver.dataset.Corpora;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.evaluation.Webhooks;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import dev.gepaserver.journal.ToolCall;
import dev.gepaserver.llm.Models;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Takes the steps of one pipeline. Calls are journaled under the paths {@code step-ID/answer} (of a
 * model) and {@code step-ID/tool}; searches in corpora are done anew, since a corpus never changes.
 */
final class StepRunner {

  /** The whole of it is in the record of the step's own components. */
  private static final int SHOWN_REFUSAL = 300;

  private final Models models;
  private final ToolPosts posts;
  private final PatientCorpora corpora;
  private final Map<String, PromptMessages> prompts = new HashMap<>();
  private final Map<String, Function<String, @Nullable JsonNode>> readers = new HashMap<>();

  StepRunner(PipelineSpec spec, Texts seed, Models models, Webhooks webhooks, Corpora corpora) {
    this.models = models;
    this.posts = new ToolPosts(webhooks);
    this.corpora = new PatientCorpora(corpora);
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
          "refused",
          "the model refused to answer: " + Names.abbreviated(reply, SHOWN_REFUSAL),
          call.attempts(),
          call.latencyMs());
    }
    String remark = ReplyRemark.on(call, step.model().maxTokens());
    JsonNode output = Objects.requireNonNull(readers.get(step.id())).apply(reply);
    if (output == null) {
      String wanted = "the reply has not the format that is wanted: " + step.parse().wanted();
      throw new CallFailedException.Faulty(
          "format",
          remark == null ? wanted : remark + " So " + wanted,
          call.attempts(),
          call.latencyMs());
    }
    trace.remark(remark);
    return output;
  }

  private JsonNode retrieve(PipelineStep.Retrieve step, PipelineRun run, StepTrace trace) {
    String query = Template.of(step.query()).fill(run::get);
    trace.input(Json.object().put("query", query).put("k", step.k()));
    return Documents.json(
        corpora.search(run.task().scope().journal(), step.corpus(), query, step.k()));
  }

  private JsonNode post(PipelineStep.Http step, PipelineRun run, StepTrace trace) {
    JsonNode body = TemplateTree.fill(step.body(), run::get);
    trace.input(body);
    ToolPosts.Target target =
        new ToolPosts.Target(step.url(), step.headers(), step.secret(), step.timeout());
    ToolCall call = posts.post(run.task().scope(), path(step, "tool"), target, body);
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

  private static String path(PipelineStep step, String call) {
    return "step-" + step.id() + "/" + call;
  }
}
