package dev.gepaserver.system;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.MessageTemplate;
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

/**
 * {@code agent}: a model that may ask for tools, and is told their results, until it answers;
 * prompts and descriptions of tools can be components.
 */
@Component
final class AgentSystem implements SystemType {

  private final Models models;
  private final Outbound outbound;
  private final Webhooks webhooks;
  private final Corpora corpora;

  AgentSystem(Models models, Outbound outbound, Webhooks webhooks, Corpora corpora) {
    this.models = models;
    this.outbound = outbound;
    this.webhooks = webhooks;
    this.corpora = corpora;
  }

  @Override
  public String name() {
    return "agent";
  }

  @Override
  public boolean needsEvaluator() {
    return true;
  }

  @Override
  public SystemSpec read(Fields fields, Set<String> components) {
    return new AgentReader(models, outbound, corpora, components).read(name(), fields);
  }

  @Override
  public List<ChatMessage> firstMessages(SystemSpec spec, Texts seed, Example first) {
    return new PromptMessages(((AgentSpec) spec).messages(), seed)
        .fill(seed, PromptValues.of(first));
  }

  @Override
  public List<MessageTemplate> messages(SystemSpec spec, Texts seed, Texts candidate) {
    return new PromptMessages(((AgentSpec) spec).messages(), seed).of(candidate);
  }

  @Override
  public List<Warning> validate(
      SystemSpec spec,
      @Nullable EvaluatorSpec evaluator,
      Texts seed,
      ExampleSets examples,
      Faults faults) {
    AgentSpec agent = (AgentSpec) spec;
    Set<String> secret = PromptCheck.secret(evaluator, agent.allowExpected());
    return new AgentCheck(agent, seed, secret, examples, faults)
        .check()
        .judged(evaluator, agent.allowExpected());
  }

  @Override
  public RunnableSystem make(SystemSpec spec, @Nullable Evaluator evaluator, JobFacts facts) {
    if (evaluator == null) {
      throw new IllegalArgumentException("an agent does not score itself");
    }
    AgentSpec agent = (AgentSpec) spec;
    return new Watched(
        new AgentRollouts(
                agent,
                models,
                new AgentPrompts(agent, facts.seed()),
                new ToolCaller(agent, webhooks, corpora),
                evaluator)
            ::open);
  }
}
