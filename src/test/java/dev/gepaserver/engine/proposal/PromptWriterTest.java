package dev.gepaserver.engine.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.engine.model.PromptOptions;
import dev.gepaserver.engine.model.ReflectionOptions;
import dev.gepaserver.engine.model.ReflectionRecord;
import dev.gepaserver.engine.model.RejectedText;
import dev.gepaserver.engine.model.Rollout;
import dev.gepaserver.engine.model.Texts;
import dev.gepaserver.engine.spi.ReflectionReply.Answered;
import dev.gepaserver.engine.spi.ReflectionReply.Finish;
import dev.gepaserver.engine.spi.ReplyJudge;
import dev.gepaserver.engine.spi.ReplyJudge.Judgement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromptWriterTest {

  private static final Texts SEED = Texts.of(Map.of("main", "Answer <side_info>."));
  private static final RejectedText TRIED = new RejectedText(0, "main", "tried text", 2.0, 1.5);

  @Test
  void putsInWhatTheTemplateAsksForInOnePass() {
    PromptOptions options =
        PromptOptions.DEFAULT
            .withTemplate("<curr_param>|<side_info>|<objective>|<max_length>|<scores>|<other>")
            .withObjective("Route <curr_param>")
            .withMaxTextLength(70);

    assertThat(prompt(options, List.of()))
        .isEqualTo(
            "Answer <side_info>.|# Example 1\n## Feedback\nwrong $1\n\n|Route <curr_param>|70|"
                + "Example 1: score 0.5|<other>");
  }

  @Test
  void appendsRejectedTextsWhereTheTemplateHasNoPlaceForThem() {
    PromptOptions options =
        PromptOptions.DEFAULT.withTemplate("<curr_param><side_info>").withShowRejected(1);

    assertThat(prompt(options, List.of(TRIED)))
        .endsWith(
            "Do not propose any of these texts again.\n\n## Version 1: the scores added up to 1.5,"
                + " those of the current text to 2.0\n\ntried text\n");
    assertThat(prompt(options, List.of())).endsWith("wrong $1\n\n");
  }

  @Test
  void saysInTheDefaultPromptOnlyWhatTheJobHas() {
    String bare = prompt(PromptOptions.DEFAULT, List.of());
    String full =
        prompt(
            PromptOptions.DEFAULT
                .withObjective("Route tickets")
                .withShowRejected(1)
                .withMaxTextLength(500),
            List.of(TRIED));

    assertThat(bare)
        .contains("Answer <side_info>.", "wrong $1", "Example 1: score 0.5")
        .doesNotContain("What the system is for", "tried before", "at most", "<curr_param>");
    assertThat(full).contains("Route tickets", "tried text", "at most 500 characters");
  }

  @Test
  void prefersTheTemplateOfTheComponent() {
    PromptOptions options =
        new PromptOptions(
            null, "all", Map.of("main", "own <curr_param>"), 0, null, null, Set.of(), 400_000);

    assertThat(prompt(options, List.of())).isEqualTo("own Answer <side_info>.");
  }

  @Test
  void demandsThePlaceholdersOfTheSeedAndNoExpressionsOfOtherLanguages() {
    Texts seed = Texts.of(Map.of("main", "{{ input }} {{first name}} {{ x | upper }}"));
    PromptOptions options = PromptOptions.DEFAULT.withFields(Set.of("first name"));
    PromptWriter writer = new PromptWriter(ReflectionOptions.DEFAULT.withPrompts(options), seed);
    ReflectionRecord record = new ReflectionRecord(Map.of("Feedback", "wrong"));
    List<Rollout> rollouts =
        List.of(new Rollout(0.5, Collections.emptySortedMap(), Map.of("main", record)));
    ReplyJudge judge =
        writer
            .dialogue(new PromptWriter.Subject(0, 0, seed, rollouts, List.of()))
            .orElseThrow()
            .judge();

    assertThat(judge.judge(new Answered("```\nnew\n```", Finish.STOP)))
        .isEqualTo(
            new Judgement.Unusable("These placeholders are missing: {{input}}, {{first name}}."));
    assertThat(judge.judge(new Answered("```\n{{input}} {{ first name }}\n```", Finish.STOP)))
        .isInstanceOf(Judgement.Usable.class);
  }

  @Test
  void passesOverExamplesWithoutARecord() {
    PromptWriter writer = new PromptWriter(ReflectionOptions.DEFAULT, SEED);
    List<Rollout> none = List.of(Rollout.scored(1));

    assertThat(writer.dialogue(new PromptWriter.Subject(0, 0, SEED, none, List.of()))).isEmpty();
  }

  @Test
  void findsTemplatesWithoutTheRequiredPlaceholders() {
    assertThat(PromptTemplate.faults("nothing"))
        .containsExactly(
            "The reflection prompt template must contain <curr_param>",
            "The reflection prompt template must contain <side_info>");
    assertThat(PromptTemplate.faults(DefaultReflectionPrompt.template(PromptOptions.DEFAULT)))
        .isEmpty();
  }

  private static String prompt(PromptOptions options, List<RejectedText> rejected) {
    ReflectionRecord record = new ReflectionRecord(Map.of("Feedback", "wrong $1"));
    List<Rollout> rollouts =
        List.of(
            Rollout.scored(1),
            new Rollout(0.5, Collections.emptySortedMap(), Map.of("main", record)));
    PromptWriter writer = new PromptWriter(ReflectionOptions.DEFAULT.withPrompts(options), SEED);
    return writer
        .dialogue(new PromptWriter.Subject(0, 0, SEED, rollouts, rejected))
        .orElseThrow()
        .opening()
        .getFirst()
        .content();
  }
}
