package dev.gepaserver.llm.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "- If the ticket mentions \"charged twice\", answer BILLING-2.|BILLING-2",
        "if it says “charged twice” route to BILLING-2|BILLING-2",
        "Tickets that mention \"charged twice\" go to BILLING-2.|BILLING-2",
        "policy: Tickets that mention \"charged twice\" go to BILLING-2, because that desk knows.|BILLING-2",
        "Tickets that mention \"charged twice\" go to BILLING-2; this wins over the rest.|BILLING-2",
        "1. When \"charged twice\" or \"double\" is there, reply with: `BILLING-2`|BILLING-2",
        "* \"charged twice\" tickets are routed to the \"billing two\" queue|billing two",
        "If the text mentions \"return label\" or \"charged twice\", answer send it back.|send it back"
      })
  void readsManyWaysToSayWhatToAnswer(String line, String answer) {
    Rule rule = Objects.requireNonNull(Rule.read(line));

    assertThat(rule.answer()).isEqualTo(answer);
    assertThat(rule.fit("I was Charged Twice!")).isEqualTo("charged twice".length());
    assertThat(rule.fit("Something else")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Answer with the name of the queue.",
        "The words \"charged twice\" matter.",
        "Say \"please\" and \"thank you\".",
        "",
        "If in doubt, answer GENERAL."
      })
  void takesOtherSentencesForNoRules(String line) {
    assertThat(Rule.read(line)).isNull();
  }

  @Test
  void asksForBothOfTwoPhrasesJoinedByAnd() {
    Rule rule =
        Objects.requireNonNull(
            Rule.read("If \"refund\" and \"card\" stand there but not \"gift\", answer B-3."));

    assertThat(rule.fit("refund to my card")).isEqualTo(10);
    assertThat(rule.fit("refund")).isZero();
    assertThat(rule.fit("refund to a gift card")).isZero();
  }

  @Test
  void isReadAgainAsItWasWritten() {
    Rule rule =
        new Rule(
            List.of(
                new Condition(List.of("a b", "c"), List.of("d")),
                new Condition(List.of("e"), List.of())),
            "X-1");

    assertThat(Rule.read(rule.line())).isEqualTo(rule);
  }
}
