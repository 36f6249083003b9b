package dev.gepaserver.engine.proposal;

import dev.gepaserver.engine.model.Excerpt;
import dev.gepaserver.engine.model.Message;
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

  /** Room that what happened on the examples has in any prompt. */
  private static final int LEAST_RECORDS = 1_000;

  private static final long LONGEST_NUMBER = 20;
  private static final long LONGEST_SCORE = 60;
  private static final String APPENDIX =
      "\n\n# Tried before and not kept\n\nDo not propose any of these texts again.\n\n";

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

  /**
   * How many {@code char}s a prompt about a component can have at most: as many as the options say,
   * or more where what is never cut, such as the template, needs that alone.
   *
   * @param longestText {@code char}s of the component's text at most
   */
  public long longestPrompt(String component, long longestText) {
    PromptTemplate template = template(component);
    String objective = options.prompts().objective();
    long uncut =
        template.text().length()
            + template.count(PromptTemplate.CURRENT) * longestText
            + template.count(PromptTemplate.OBJECTIVE)
                * (objective == null ? 0L : objective.length())
            + template.count(PromptTemplate.MAX_LENGTH) * LONGEST_NUMBER
            + template.count(PromptTemplate.SCORES) * LONGEST_SCORE * options.minibatchSize()
            + template.count(PromptTemplate.RECORDS) * (long) LEAST_RECORDS
            + Math.max(1L, template.count(PromptTemplate.REJECTED)) * Excerpt.SHORTEST
            + APPENDIX.length()
            + 1;
    return Math.max(options.prompts().maxPromptLength(), uncut);
  }

  private PromptTemplate template(String component) {
    String given = options.prompts().templateOf(component);
    return new PromptTemplate(
        given == null ? DefaultReflectionPrompt.template(options.prompts()) : given);
  }

  private String prompt(Subject subject, List<ReflectionRecord> records, List<Double> scores) {
    PromptTemplate template = template(subject.component());
    int room =
        options.prompts().maxPromptLength() - filled(template, subject, scores, "", "").length();
    int tellings = Math.max(1, template.count(PromptTemplate.REJECTED));
    int showings = Math.max(1, template.count(PromptTemplate.RECORDS));
    int spare = (room - showings * LEAST_RECORDS) / 4 / tellings;
    String rejected = rejected(subject.rejected());
    if (rejected.length() > spare) {
      rejected = Excerpt.of(rejected, spare);
    }
    int each = (room - tellings * rejected.length()) / showings;
    String rendered = FittingRecords.render(records, scores, Math.max(each, LEAST_RECORDS));
    return filled(template, subject, scores, rendered, rejected);
  }

  private String filled(
      PromptTemplate template,
      Subject subject,
      List<Double> scores,
      String records,
      String rejected) {
    String objective = options.prompts().objective();
    Integer maxLength = options.prompts().maxTextLength();
    String prompt =
        template.filled(
            Map.of(
                PromptTemplate.CURRENT,
                subject.current().text(subject.component()),
                PromptTemplate.RECORDS,
                records,
                PromptTemplate.OBJECTIVE,
                objective == null ? "" : objective,
                PromptTemplate.MAX_LENGTH,
                maxLength == null ? "any number of" : "" + maxLength,
                PromptTemplate.REJECTED,
                rejected,
                PromptTemplate.SCORES,
                scores(scores)));
    boolean untold = !subject.rejected().isEmpty() && !template.uses(PromptTemplate.REJECTED);
    return untold ? prompt + APPENDIX + rejected + "\n" : prompt;
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
