package dev.gepaserver.engine.proposal;

import dev.gepaserver.engine.model.Message;
import dev.gepaserver.engine.model.PromptOptions;
import dev.gepaserver.engine.model.ReflectionOptions;
import dev.gepaserver.engine.model.ReflectionRecord;
import dev.gepaserver.engine.model.RejectedText;
import dev.gepaserver.engine.model.Rollout;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.spi.ReflectionDialogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Prepares the dialogues with the reflection model.
 *
 * @param options how reflection goes
 * @param seed the texts whose placeholders must stay
 */
public record PromptWriter(ReflectionOptions options, Texts seed) {

  /**
   * What a reflection is about.
   *
   * @param task the task, from 0
   * @param position the component's place
   * @param current the parent's texts
   * @param rollouts the parent's, with records, in the order of the minibatch
   * @param rejected texts tried before for the same parent and component, the oldest first
   */
  public record Subject(
      int task, int position, Texts current, List<Rollout> rollouts, List<RejectedText> rejected) {

    /** The component's name. */
    public String component() {
      return current.names().get(position);
    }
  }

  /** The dialogue about a component; nothing where no rollout has a record for it. */
  public Optional<ReflectionDialogue> dialogue(Subject subject) {
    String component = subject.component();
    List<ReflectionRecord> records = new ArrayList<>();
    List<Double> scores = new ArrayList<>();
    for (Rollout rollout : subject.rollouts()) {
      ReflectionRecord record = rollout.records().get(component);
      if (record != null) {
        records.add(record);
        scores.add(rollout.score());
      }
    }
    if (records.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ReflectionDialogue(
            subject.task(),
            component,
            subject.position(),
            List.of(Message.user(prompt(subject, records, scores))),
            options.attempts(),
            new TextJudge(placeholdersOf(component), options.prompts().maxTextLength())));
  }

  private Set<String> placeholdersOf(String component) {
    return seed.asMap().containsKey(component)
        ? Placeholders.namesIn(seed.text(component), options.prompts().fields())
        : Set.of();
  }

  private String prompt(Subject subject, List<ReflectionRecord> records, List<Double> scores) {
    PromptOptions prompts = options.prompts();
    String given = prompts.templateOf(subject.component());
    PromptTemplate template =
        new PromptTemplate(given == null ? DefaultReflectionPrompt.template(prompts) : given);
    String objective = prompts.objective();
    Integer maxLength = prompts.maxTextLength();
    String prompt =
        template.filled(
            Map.of(
                PromptTemplate.CURRENT, subject.current().text(subject.component()),
                PromptTemplate.RECORDS, RecordRenderer.render(records),
                PromptTemplate.OBJECTIVE, objective == null ? "" : objective,
                PromptTemplate.MAX_LENGTH, maxLength == null ? "any number of" : "" + maxLength,
                PromptTemplate.REJECTED, rejected(subject.rejected()),
                PromptTemplate.SCORES, scores(scores)));
    boolean untold = !subject.rejected().isEmpty() && !template.uses(PromptTemplate.REJECTED);
    return untold ? prompt + appendix(subject.rejected()) : prompt;
  }

  private static String appendix(List<RejectedText> rejected) {
    return "\n\n# Tried before and not kept\n\nDo not propose any of these texts again.\n\n"
        + rejected(rejected)
        + "\n";
  }

  private static String rejected(List<RejectedText> rejected) {
    if (rejected.isEmpty()) {
      return "None yet.";
    }
    List<String> parts = new ArrayList<>();
    for (RejectedText text : rejected) {
      parts.add(
          "## Version %s: the scores added up to %s, those of the current text to %s\n\n%s"
              .formatted(parts.size() + 1, text.after(), text.before(), text.text()));
    }
    return String.join("\n\n", parts);
  }

  private static String scores(List<Double> scores) {
    List<String> lines = new ArrayList<>();
    for (double score : scores) {
      lines.add("Example %s: score %s".formatted(lines.size() + 1, score));
    }
    return String.join("\n", lines);
  }
}
