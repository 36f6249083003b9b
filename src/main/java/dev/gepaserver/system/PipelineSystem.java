package dev.gepaserver.system;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Warning;
import dev.gepaserver.dataset.Corpora;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.evaluation.Evaluator;
import dev.gepaserver.evaluation.EvaluatorSpec;
import dev.gepaserver.evaluation.Webhooks;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.llm.Models;
import dev.gepaserver.outbound.Outbound;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * {@code pipeline}: calls of models, searches in corpora, calls of tools and templates, one after
 * another; each can use what those before it put out.
 */
@Component
final class PipelineSystem implements SystemType {

  private final Models models;
  private final Outbound outbound;
  private final Webhooks webhooks;
  private final Corpora corpora;

  PipelineSystem(Models models, Outbound outbound, Webhooks webhooks, Corpora corpora) {
    this.models = models;
    this.outbound = outbound;
    this.webhooks = webhooks;
    this.corpora = corpora;
  }

  @Override
  public String name() {
    return "pipeline";
  }

  @Override
  public boolean needsEvaluator() {
    return true;
  }

  @Override
  public SystemSpec read(Fields fields, Set<String> components) {
    return new PipelineReader(models, outbound, corpora, components).read(name(), fields);
  }

  @Override
  public List<ChatMessage> firstMessages(SystemSpec spec, Texts seed, Example first) {
    return ((PipelineSpec) spec)
        .llmSteps()
        .findFirst()
        .map(step -> new PromptMessages(step.messages(), seed).fill(seed, new Preview(first)))
        .orElse(List.of());
  }

  @Override
  public List<Long> promptCharacters(SystemSpec spec, Texts seed, Example example) {
    return ((PipelineSpec) spec)
        .llmSteps()
        .map(step -> new PromptMessages(step.messages(), seed).fill(seed, new Preview(example)))
        .map(SystemType::characters)
        .toList();
  }

  @Override
  public List<Warning> validate(
      SystemSpec spec,
      @Nullable EvaluatorSpec evaluator,
      Texts seed,
      ExampleSets examples,
      Faults faults) {
    PipelineSpec pipeline = (PipelineSpec) spec;
    Set<String> secret = PromptCheck.secret(evaluator, pipeline.allowExpected());
    return new PipelineCheck(pipeline, seed, secret, examples, faults)
        .check()
        .judged(evaluator, pipeline.allowExpected());
  }

  @Override
  public RunnableSystem make(SystemSpec spec, @Nullable Evaluator evaluator, JobFacts facts) {
    if (evaluator == null) {
      throw new IllegalArgumentException("a pipeline does not score itself");
    }
    PipelineSpec pipeline = (PipelineSpec) spec;
    StepRunner runner = new StepRunner(pipeline, facts.seed(), models, webhooks, corpora);
    return new Watched(new PipelineRollouts(pipeline, runner, evaluator)::open);
  }

  /** For the first messages: what steps put out is not known yet and stays as it stands. */
  private record Preview(Example example) implements PromptValues {

    @Override
    public @Nullable JsonNode find(String name) {
      return name.startsWith(PipelineCheck.STEPS)
          ? Json.tree("{{" + name + "}}")
          : Json.find(example.data(), name);
    }

    @Override
    public CallFailedException.Faulty missing(String name) {
      return PromptValues.of(example).missing(name);
    }
  }
}
