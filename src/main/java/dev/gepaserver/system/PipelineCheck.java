package dev.gepaserver.system;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Template;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.evaluation.TemplateCheck;
import dev.gepaserver.evaluation.TemplateUse;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What is looked at when a job with a pipeline is submitted: every name in a template exists and is
 * known where it stands, components stand in messages alone and each of them in some, and nothing
 * gives the expected answer away. Nobody is blamed for naming what could not be read.
 */
final class PipelineCheck {

  /** What the name of a step's output begins with. */
  static final String STEPS = "steps.";

  private static final String POINTER = "/system/steps/";

  private final PipelineSpec spec;
  private final Texts seed;
  private final Faults faults;
  private final PromptCheck names;
  private final Map<String, PipelineStep> earlier = new LinkedHashMap<>();
  private final Set<String> unused;
  private final Set<String> unreadable = new HashSet<>();
  private final boolean allNamed;

  PipelineCheck(
      PipelineSpec spec, Texts seed, Set<String> secret, ExampleSets examples, Faults faults) {
    this.spec = spec;
    this.seed = seed;
    this.faults = faults;
    this.names = new PromptCheck(seed, secret, Set.of("steps"), examples, faults);
    this.unused = new TreeSet<>(seed.names());
    this.allNamed =
        !spec.steps().isEmpty() && indices().noneMatch(i -> faults.at(POINTER + i + "/id"));
  }

  private IntStream indices() {
    return IntStream.range(0, spec.steps().size());
  }

  /** Notes every fault; gives what is known of the names in prompts. */
  PromptCheck check() {
    boolean componentsRead =
        !spec.steps().isEmpty()
            && indices()
                .mapToObj(i -> POINTER + i)
                .noneMatch(step -> faults.at(step + "/type") || componentUnread(step));
    for (int i = 0; i < spec.steps().size(); i++) {
      PipelineStep step = spec.steps().get(i);
      String pointer = POINTER + i;
      if (faults.at(pointer + "/type") || faults.at(pointer + "/parse")) {
        unreadable.add(step.id());
      }
      boolean componentRead = !componentUnread(pointer);
      step.templates().forEach(part -> check(pointer, part));
      if (step instanceof PipelineStep.Llm llm) {
        checkComponents(pointer, llm, componentRead);
      }
      earlier.put(step.id(), step);
    }
    check("/system", new PipelineStep.Part("/output", Template.of(spec.output()), false));
    names.components();
    for (String component : componentsRead ? unused : Set.<String>of()) {
      faults.add(
          "/system/steps",
          "component %1$s is used by no step, so that rewriting it would change nothing; name it as some llm step's component, or put {{component.%1$s}} into its messages"
              .formatted(component));
    }
    return names;
  }

  private boolean componentUnread(String step) {
    return faults.at(step + "/component") || faults.at(step + "/messages");
  }

  private void checkComponents(String pointer, PipelineStep.Llm step, boolean read) {
    Set<String> used = new PromptMessages(step.messages(), seed).components();
    unused.removeAll(used);
    if (read && step.component() != null && !used.contains(step.component())) {
      faults.add(
          pointer + "/messages",
          "do not hold {{component.%s}}, the step's component".formatted(step.component()));
    }
    for (String component : used) {
      for (String name : Template.of(seed.text(component)).names()) {
        if (name.startsWith(STEPS)) {
          checkStep("/seedCandidate/" + component, name);
        }
      }
    }
  }

  private void check(String pointer, PipelineStep.Part part) {
    TemplateUse use = new TemplateUse(part.path(), part.template(), Set.of(), part.components());
    for (String name : part.template().names()) {
      if (name.startsWith(STEPS)) {
        checkStep(pointer + part.path(), name);
      } else if (!part.components() && name.startsWith(TemplateCheck.COMPONENT)) {
        faults.add(
            pointer + part.path(),
            "{{%s}} cannot stand here; components stand in the messages of llm steps"
                .formatted(name));
      } else {
        names.name(pointer, use, name);
      }
    }
  }

  private void checkStep(String pointer, String name) {
    String[] parts = name.split("\\.", 4);
    PipelineStep step = earlier.get(parts[1]);
    if (parts.length < 3 || !parts[2].equals("output")) {
      faults.add(
          pointer,
          "{{%s}} does not exist; what a step put out is {{steps.ID.output}}, or a field of it"
              .formatted(name));
    } else if (step == null && allNamed) {
      boolean later = spec.steps().stream().anyMatch(each -> each.id().equals(parts[1]));
      faults.add(
          pointer,
          "{{%s}}: %s; known here are %s"
              .formatted(
                  name,
                  later
                      ? "step " + parts[1] + " is not taken before this"
                      : "there is no step " + parts[1],
                  earlier.isEmpty() ? "none" : String.join(", ", earlier.keySet())));
    } else if (step != null && parts.length == 4 && !unreadable.contains(step.id())) {
      checkField(pointer, name, step, parts[3]);
    }
  }

  private void checkField(String pointer, String name, PipelineStep step, String field) {
    Optional<Set<String>> fields = step.fields();
    if (fields.isPresent() && !fields.get().contains(field)) {
      faults.add(
          pointer,
          "{{%s}} does not exist: the output of step %s %s"
              .formatted(
                  name,
                  step.id(),
                  fields.get().isEmpty()
                      ? "is a text, without fields"
                      : "has the fields " + String.join(", ", new TreeSet<>(fields.get()))));
    }
  }
}
