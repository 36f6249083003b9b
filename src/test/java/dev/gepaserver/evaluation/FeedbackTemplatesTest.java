package dev.gepaserver.evaluation;

import static dev.gepaserver.evaluation.EvaluatorFixture.evaluate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import org.junit.jupiter.api.Test;

class FeedbackTemplatesTest {

  private static final String DATA =
      "{'answer':'A-1','additionalContext':{'policy':'Cards go to A-1.','n':2}}";

  @Test
  void tellsByDefaultTheExpectedAnswerAndEveryEntryOfTheContext() {
    assertThat(feedback("{'type':'contains'}", DATA, "'B'"))
        .isEqualTo(
            "Wrong. The expected answer is: A-1\nIt has to stand in the output, word for word.\n"
                + "policy: Cards go to A-1.\nn: 2");
    assertThat(feedback("{'type':'exact_match'}", DATA, "'A-1'"))
        .isEqualTo("Correct. The expected answer is: A-1\npolicy: Cards go to A-1.\nn: 2");
  }

  @Test
  void leavesTheContextOutWhereTheExampleHasNone() {
    assertThat(feedback("{'type':'exact_match'}", "{'answer':'A'}", "'A'"))
        .isEqualTo("Correct. The expected answer is: A");
    assertThat(feedback("{'type':'exact_match'}", "{'answer':'A','additionalContext':null}", "'A'"))
        .isEqualTo("Correct. The expected answer is: A");
    assertThat(
            feedback("{'type':'exact_match'}", "{'answer':'A','additionalContext':'why'}", "'A'"))
        .isEqualTo("Correct. The expected answer is: A\nwhy");
  }

  @Test
  void tellsTheDifferenceOfNumbers() {
    assertThat(feedback("{'type':'numeric'}", "{'answer':10}", "'so 12.50'"))
        .isEqualTo(
            "Wrong. The expected answer is: 10\n"
                + "The last number in the output: 12.5; difference: 2.5");
    assertThat(feedback("{'type':'numeric'}", "{'answer':10}", "'so?'"))
        .isEqualTo(
            "Wrong. The expected answer is: 10\n"
                + "The last number in the output: none; difference: unknown");
  }

  @Test
  void putsInOutputScoreComponentsAndFieldsOnceOnly() {
    String template =
        "{{output}}|{{score}}|{{expected}}|{{component.system_prompt}}|{{ meta.k"
            + " }}|{{additionalContext.policy}}|{{x}}";
    String data =
        "{'answer':'A','x':[1,{'y':null}],'meta':{'k':'{{output}}'},'additionalContext':{'policy':'p'}}";

    String feedback =
        feedback("{'type':'exact_match','incorrectFeedback':'" + template + "'}", data, "'{{x}}'");

    assertThat(feedback).isEqualTo("{{x}}|0.0|A|Be brief.|{{output}}|p|[1,{\"y\":null}]");
  }

  @Test
  void putsInFieldsOfAnOutputThatIsNoText() {
    String feedback =
        feedback(
            "{'type':'exact_match','incorrectFeedback':'{{output.label}}'}",
            "{'answer':'A'}",
            "{'label':'B'}");

    assertThat(feedback).isEqualTo("B");
  }

  @Test
  void isFaultyWhereANameIsNowhere() {
    assertThatThrownBy(() ->
            evaluate(
                "{'type':'exact_match','incorrectFeedback':'{{nope}}'}", "{'answer':'A'}", "'B'"))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessageContaining("{{nope}}");
  }

  @Test
  void isWrittenAsATextOrAnObjectAndReadBack() {
    Feedback text = new Feedback.Text("fine");
    Feedback byComponent = Feedback.of(EvaluatorFixture.json("{'b':'x','a':'y'}"));

    assertThat(Json.write(text)).isEqualTo("\"fine\"");
    assertThat(Json.write(byComponent)).isEqualTo("{\"b\":\"x\",\"a\":\"y\"}");
    assertThat(Json.MAPPER.readValue("\"fine\"", Feedback.class)).isEqualTo(text);
    assertThat(Json.MAPPER.readValue("{\"b\":\"x\",\"a\":\"y\"}", Feedback.class))
        .isEqualTo(byComponent);
    assertThat(Feedback.of(EvaluatorFixture.json("{'b':'x','c':null,'a':'y'}")))
        .isEqualTo(byComponent);
    assertThat(byComponent.forComponent("a")).isEqualTo("y");
    assertThat(byComponent.forComponent("c")).isNull();
    assertThat(text.forComponent("c")).isEqualTo("fine");
    assertThatThrownBy(() -> Feedback.of(EvaluatorFixture.json("{'b':1}")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String feedback(String spec, String data, String output) {
    return ((Feedback.Text) evaluate(spec, data, output).feedback()).text();
  }
}
