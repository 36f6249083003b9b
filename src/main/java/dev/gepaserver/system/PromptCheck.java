package dev.gepaserver.system;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Template;
import dev.gepaserver.common.Warning;
import dev.gepaserver.dataset.ExampleSets;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.evaluation.EvaluatorSpec;
import dev.gepaserver.evaluation.TemplateCheck;
import dev.gepaserver.evaluation.TemplateUse;
import dev.gepaserver.journal.ChatMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at when a job with prompts is submitted: every name in messages and in the seed's
 * components exists, none gives the expected answer away, and every component is used.
 */
final class PromptCheck {

  private final Texts seed;
  private final Set<String> secret;
  private final Set<String> own;
  private final TemplateCheck names;
  private final Faults faults;
  private final Set<String> used = new HashSet<>();
  private final Set<String> shown = new TreeSet<>();

  /**
   * Checks for one job.
   *
   * @param secret fields of the examples that must not be shown to the model
   */
  PromptCheck(Texts seed, Set<String> secret, ExampleSets examples, Faults faults) {
    this(seed, secret, Set.of(), examples, faults);
  }

  /**
   * The same with names of the system's own.
   *
   * @param own names that mean something in components besides the fields of the examples
   */
  PromptCheck(
      Texts seed, Set<String> secret, Set<String> own, ExampleSets examples, Faults faults) {
    this.own = Set.copyOf(own);
    this.seed = seed;
    // So many are a fault of the evaluator's.
    this.secret = secret.size() > TemplateCheck.MAX_NAMES ? Set.of() : Set.copyOf(secret);
    this.names = new TemplateCheck(seed.names(), examples, faults);
    this.faults = faults;
  }

  /** Checks messages whose list stands at the pointer. */
  PromptCheck messages(String pointer, List<ChatMessage> messages) {
    for (int i = 0; i < messages.size(); i++) {
      Template content = Template.of(messages.get(i).content());
      TemplateUse use = new TemplateUse("/" + i + "/content", content, Set.of(), true);
      content.names().forEach(name -> name(pointer, use, name));
      for (String name : content.names()) {
        String component = PromptMessages.componentOf(name, seed.names());
        if (component != null) {
          used.add(component);
        }
      }
    }
    return this;
  }

  /**
   * Checks the placeholders of the seed's components: plain names, and others where examples have
   * such a field. What else stands between double braces there is text, and none of our business.
   */
  PromptCheck components() {
    seed.asMap()
        .forEach((name, text) ->
            check("/seedCandidate", new TemplateUse("/" + name, Template.of(text), own, false)));
    return this;
  }

  /** The components that no message uses: rewriting them would change nothing. */
  List<Warning> unused() {
    List<Warning> warnings = new ArrayList<>();
    for (String name : seed.names()) {
      if (!used.contains(name)) {
        warnings.add(
            new Warning(
                "unused-component",
                "no message uses {{component.%s}}, so rewriting it changes nothing"
                    .formatted(name)));
      }
    }
    return warnings;
  }

  /**
   * The fields that must not be shown to the model.
   *
   * @param allowed whether the job wants them shown
   */
  static Set<String> secret(@Nullable EvaluatorSpec evaluator, boolean allowed) {
    return evaluator == null || allowed ? Set.of() : evaluator.expectedNames();
  }

  /**
   * The fields in what was checked that a judge is shown, too, maybe as the answer.
   *
   * @param allowed whether the job wants the model to be shown the answer
   */
  List<Warning> judged(@Nullable EvaluatorSpec evaluator, boolean allowed) {
    Set<String> judged = evaluator == null || allowed ? Set.of() : evaluator.judgedNames();
    return shown.stream()
        .filter(name -> judged.stream().anyMatch(each -> overlap(name, each)))
        .map(name ->
            new Warning(
                "judged-field",
                "{{%s}} stands in prompts and in what the judge is told; where it is the expected answer, name it in the judge's expected, which keeps it out of prompts"
                    .formatted(name)))
        .toList();
  }

  private void check(String pointer, TemplateUse use) {
    use.template().names().stream()
        .filter(name -> Template.plain(name) || names.isField(pointer + use.path(), name))
        .forEach(name -> name(pointer, use, name));
  }

  /** Checks one name in a template that is not a component's text. */
  void name(String pointer, TemplateUse use, String name) {
    names.check(pointer, use, name);
    boolean component = use.components() && PromptMessages.componentOf(name, seed.names()) != null;
    if (!component) {
      shown.add(name);
    }
    for (String expected : component ? Set.<String>of() : secret) {
      if (overlap(name, expected)) {
        faults.add(
            pointer + use.path(),
            "{{%s}} would give the expected answer away, since evaluator.expected uses {{%s}}; take it out, or set system.allowExpected to true"
                .formatted(name, expected));
      }
    }
  }

  private static boolean overlap(String a, String b) {
    return a.equals(b) || a.startsWith(b + ".") || b.startsWith(a + ".");
  }
}
