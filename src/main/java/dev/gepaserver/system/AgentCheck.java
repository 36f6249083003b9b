package dev.gepaserver.system;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Template;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.evaluation.TemplateUse;
import dev.gepaserver.journal.ChatMessage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is looked at when a job with an agent is submitted: every name in messages and descriptions
 * exists, each component stands in some of them, and nothing gives the expected answer away.
 */
final class AgentCheck {

  private final AgentSpec spec;
  private final Texts seed;
  private final Faults faults;
  private final PromptCheck names;

  AgentCheck(AgentSpec spec, Texts seed, Set<String> secret, ExampleSets examples, Faults faults) {
    this.spec = spec;
    this.seed = seed;
    this.faults = faults;
    this.names = new PromptCheck(seed, secret, examples, faults);
  }

  /** Notes every fault; gives what is known of the names in prompts. */
  PromptCheck check() {
    names.messages("/system/messages", spec.messages()).components();
    boolean readable = !spec.tools().isEmpty() && !faults.at("/system/messages");
    Set<String> unused = new TreeSet<>(seed.names());
    unused.removeAll(new PromptMessages(spec.messages(), seed).components());
    for (int i = 0; i < spec.tools().size(); i++) {
      AgentTool tool = spec.tools().get(i);
      String pointer = "/system/tools/" + i;
      if (faults.at(pointer + "/component") || faults.at(pointer + "/description")) {
        readable = false;
        continue;
      }
      Template template = Template.of(tool.template());
      TemplateUse use = new TemplateUse("/tools/" + i + "/description", template, Set.of(), true);
      template.names().forEach(name -> names.name("/system", use, name));
      unused.removeAll(description(tool, seed).components());
    }
    // Where something could not be read, components would be blamed for not standing in it.
    for (String component : readable ? unused : Set.<String>of()) {
      faults.add(
          "/system",
          "component %1$s is used nowhere, so that rewriting it would change nothing; put {{component.%1$s}} into messages, or name it as some tool's component"
              .formatted(component));
    }
    return names;
  }

  /** What a tool's description is made of. */
  static PromptMessages description(AgentTool tool, Texts seed) {
    return new PromptMessages(List.of(new ChatMessage("system", tool.template())), seed);
  }
}
