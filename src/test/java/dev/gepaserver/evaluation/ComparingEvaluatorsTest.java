package dev.gepaserver.evaluation;

import static dev.gepaserver.evaluation.EvaluatorFixture.evaluate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.InMemoryJournal;
import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparingEvaluatorsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'exact_match'} | 'A-1' | 'A-1' | 1",
        "{'type':'exact_match'} | 'A-1' | ' A-1\\n' | 1",
        "{'type':'exact_match'} | 'A-1' | 'a-1' | 0",
        "{'type':'exact_match','caseSensitive':false} | 'A-1' | 'a-1' | 1",
        "{'type':'exact_match'} | 'A-1' | 'A-1.' | 0",
        "{'type':'exact_match'} | '' | '' | 1",
        "{'type':'exact_match'} | 42 | '42' | 1",
        "{'type':'exact_match'} | {'a':1} | {'a':1} | 1",
        "{'type':'exact_match','expected':'is {{answer}}'} | 'A' | 'is A' | 1",
        "{'type':'contains'} | 'A-1' | 'It is A-1!' | 1",
        "{'type':'contains'} | 'A-1' | 'It is a-1!' | 0",
        "{'type':'contains','caseSensitive':false} | 'A-1' | 'It is a-1!' | 1",
        "{'type':'contains'} | 'A-1' | 'A-2' | 0",
        "{'type':'contains'} | '' | 'anything' | 0",
        "{'type':'contains'} | '' | '' | 1",
        "{'type':'contains'} | 'x' | ['x'] | 1",
        "{'type':'regex'} | '^A-\\\\d$' | 'A-7' | 1",
        "{'type':'regex'} | '^A-\\\\d$' | 'A-77' | 0",
        "{'type':'regex','pattern':'b+'} | 'unused' | 'aBb' | 1",
        "{'type':'regex','pattern':'^B+$'} | 'unused' | 'bbb' | 0",
        "{'type':'regex','pattern':'^B+$','caseSensitive':false} | 'unused' | 'bbb' | 1",
        "{'type':'regex','pattern':'{{answer}}'} | 'q' | 'q' | 0",
        "{'type':'numeric'} | 42 | 'It is 42.' | 1",
        "{'type':'numeric'} | '#### 42' | 'first 7, then 42' | 1",
        "{'type':'numeric'} | 42 | 'not 43' | 0",
        "{'type':'numeric'} | 42 | 'none at all' | 0",
        "{'type':'numeric'} | 1234.5 | '$1,234.50' | 1",
        "{'type':'numeric'} | '-3' | 'x = -3' | 1",
        "{'type':'numeric'} | 2021 | '2020-2021' | 1",
        "{'type':'numeric'} | 0.3 | '.3' | 1",
        "{'type':'numeric'} | 0.3 | '0.31' | 0",
        "{'type':'numeric','tolerance':0.01} | 0.3 | '0.31' | 1",
        "{'type':'numeric','tolerance':0.01} | 0.3 | '0.3101' | 0",
        "{'type':'numeric'} | 1e3 | '1000' | 1",
        "{'type':'numeric'} | 5 | 5 | 1",
      })
  void scoresRightWithOneAndWrongWithZero(String spec, String answer, String output, double score) {
    Evaluation evaluation = evaluate(spec, "{'answer': " + answer + "}", output);

    assertThat(evaluation.score()).isEqualTo(score);
    assertThat(evaluation.objectives()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "1,234,567 | 1234567",
        "1,2345 | 2345",
        "a - 5 | 5",
        "(7)-2 | 2",
        "3e2 | 300",
        "1e9999 | 9999",
        "v1.2.3 | 3",
        "no | none",
        "\u22128 | -8",
      })
  void findsTheLastNumber(String text, BigDecimal number) {
    BigDecimal found = Numeric.lastNumber(text);

    if (number == null) {
      assertThat(found).isNull();
    } else {
      assertThat(found).isEqualByComparingTo(number);
    }
  }

  @Test
  void takesNoNumberOfThousandsOfDigitsForOne() {
    BigDecimal found = Numeric.lastNumber("9".repeat(100_000));

    assertThat(found).isNull();
  }

  @Test
  void matchesInLinearTimeWhateverTheExpression() {
    Map<String, String> data = Map.of("answer", "^(a+)+$");
    EvaluationInput input =
        EvaluatorFixture.input(Json.write(data), Json.write("a".repeat(50_000) + "b"));
    Evaluator regex = EvaluatorFixture.EVALUATORS.make(EvaluatorFixture.read("{'type':'regex'}"));

    CompletableFuture<Double> score =
        CompletableFuture.supplyAsync(
            () -> regex.evaluate(input, new InMemoryJournal().scope()).score());

    assertThat(score.orTimeout(1, TimeUnit.MINUTES).join()).isZero();
  }

  @Test
  void isFaultyWhereTheExampleLacksTheExpectedAnswer() {
    assertThatThrownBy(() -> evaluate("{'type':'contains'}", "{'input':'x'}", "'y'"))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessage(
            "the template of the expected answer uses {{answer}}, which example \"e3\" has not");
  }

  @Test
  void isFaultyWhereTheExpectedAnswerIsNoNumberOrNoExpression() {
    assertThatThrownBy(() -> evaluate("{'type':'numeric'}", "{'answer':'many'}", "'1'"))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessage("the expected answer of example \"e3\" holds no number");
    assertThatThrownBy(() -> evaluate("{'type':'regex'}", "{'answer':'(a'}", "'a'"))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessageContaining("is no regular expression of RE2");
  }
}
