package dev.gepaserver.system;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.MessageTemplate;
import dev.gepaserver.common.Storable;
import dev.gepaserver.common.Warning;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.evaluation.Evaluator;
import dev.gepaserver.evaluation.EvaluatorSpec;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import dev.gepaserver.llm.Models;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code prompt}: one model call; its reply is the output. */
@Component
final class PromptSystem implements SystemType {

  private final Models models;

  PromptSystem(Models models) {
    this.models = models;
  }

  @Override
  public String name() {
    return "prompt";
  }

  @Override
  public boolean needsEvaluator() {
    return true;
  }

  @Override
  public SystemSpec read(Fields fields, Set<String> components) {
    return PromptSpec.read(name(), fields, components, models);
  }

  @Override
  public List<ChatMessage> firstMessages(SystemSpec spec, Texts seed, Example first) {
    return new PromptMessages(((PromptSpec) spec).messages(), seed)
        .fill(seed, PromptValues.of(first));
  }

  @Override
  public List<MessageTemplate> messages(SystemSpec spec, Texts seed, Texts candidate) {
    return new PromptMessages(((PromptSpec) spec).messages(), seed).of(candidate);
  }

  @Override
  public BigInteger mostNanosPerRollout(SystemSpec spec, TextBounds texts, List<Example> examples) {
    PromptSpec prompt = (PromptSpec) spec;
    PromptBound bound = new PromptBound(prompt.messages(), texts);
    long bytes = examples.stream().mapToLong(bound::bytes).max().orElse(0);
    return models.mostNanos(prompt.model(), bytes, prompt.messages().size());
  }

  @Override
  public List<Warning> validate(
      SystemSpec spec,
      @Nullable EvaluatorSpec evaluator,
      Texts seed,
      ExampleSets examples,
      Faults faults) {
    PromptSpec prompt = (PromptSpec) spec;
    Set<String> secret = PromptCheck.secret(evaluator, prompt.allowExpected());
    PromptCheck check =
        new PromptCheck(seed, secret, examples, faults)
            .messages("/system/messages", prompt.messages())
            .components();
    List<Warning> warnings = new ArrayList<>(check.unused());
    warnings.addAll(check.judged(evaluator, prompt.allowExpected()));
    return warnings;
  }

  @Override
  public RunnableSystem make(SystemSpec spec, @Nullable Evaluator evaluator, JobFacts facts) {
    PromptSpec prompt = (PromptSpec) spec;
    PromptMessages messages = new PromptMessages(prompt.messages(), facts.seed());
    if (evaluator == null) {
      throw new IllegalArgumentException("a prompt does not score itself");
    }
    return new OneByOne(task -> rollOut(task, prompt, messages, evaluator));
  }

  private RolloutOutcome rollOut(
      RolloutTask task, PromptSpec prompt, PromptMessages templates, Evaluator evaluator) {
    ModelCall call;
    try {
      List<ChatMessage> messages = templates.fill(task.texts(), PromptValues.of(task.example()));
      call = models.ask(task.scope(), "answer", Role.TASK, prompt.model(), messages);
    } catch (CallFailedException.Faulty e) {
      CallError error = new CallError(e.code(), Outcomes.detail(e));
      return Outcomes.failed(task, Answered.nothing(e.latencyMs(), e.attempts()), error);
    }
    String reply = call.reply();
    JsonNode output = Json.tree(reply == null ? "" : Storable.text(reply));
    Long cost = call.usage().costNanos();
    Answered answered =
        new Answered(
            output, trace(call), cost == null ? 0 : cost, call.latencyMs(), call.attempts());
    if ("refused".equals(call.finishReason())) {
      String detail = "the model refused to answer: " + Json.inText(output);
      return Outcomes.failed(task, answered, new CallError("refused", detail));
    }
    String remark = ReplyRemark.on(call, prompt.model().maxTokens());
    return Outcomes.evaluated(task, answered, output, ReplyRemark.before(evaluator, remark));
  }

  private static JsonNode trace(ModelCall call) {
    ObjectNode trace = Json.object();
    trace.set("messages", Json.tree(call.messages()));
    trace.put("reply", call.reply());
    trace.put("finishReason", call.finishReason());
    trace.set("usage", UsageTrace.of(call.usage()));
    return Storable.json(trace);
  }
}
