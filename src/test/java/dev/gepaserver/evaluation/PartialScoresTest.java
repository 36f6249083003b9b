package dev.gepaserver.evaluation;

import static dev.gepaserver.evaluation.EvaluatorFixture.evaluate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Fault;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.ExampleSets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Evaluators whose score is a share: of fields, of words, of checks, of their parts. */
class PartialScoresTest {

  private static final String FIELDS =
      "{'answer':{'name':'Ann','address':{'city':'Bonn','zip':53111},'tags':['a','b']}}";

  @Test
  void givesTheShareOfTheExpectedFieldsAndNamesEachWrongOne() {
    Evaluation evaluation =
        evaluate(
            "{'type':'json_fields'}",
            FIELDS,
            "{'name':'Ann','address':{'city':'Köln','zip':53111.0},'more':1}");

    assertThat(evaluation.score()).isEqualTo(0.5);
    assertThat(evaluation.feedback().json().stringValue())
        .isEqualTo(
            "2 of 4 expected fields match. Wrong are:\n- address.city: expected \"Bonn\", found"
                + " \"Köln\"\n- tags: expected [\"a\",\"b\"], found nothing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\": 1} | 1",
        "Here it is:~```json~{\"a\": 1}~```~Done. | 1",
        "```~{\"a\": 2}~```~No:~```~{\"a\": 1}~``` | 1",
        "It is {\"a\": 1}. | 1",
        "{\"a\": 1e999999999} | 0",
        "{\"a\": \"1\"} | 0",
        "[1] | 0",
        "{\"a\": | 0",
        "no idea | 0",
      })
  void findsTheObjectInAReply(String reply, double score) {
    String output = Json.write(reply.replace("~", "\n"));

    Evaluation evaluation =
        evaluate("{'type':'json_fields','tolerance':0.1}", "{'answer':{'a':1}}", output);

    assertThat(evaluation.score()).isEqualTo(score);
  }

  @Test
  void refusesAtSubmissionAnExpectedAnswerThatIsNoObject() {
    Faults faults = new Faults();
    ExampleSets sets =
        new ExampleSets(
            List.of(EvaluatorFixture.example("{'answer':'plain'}")), List.of(), List.of());

    EvaluatorFixture.EVALUATORS.validate(
        EvaluatorFixture.read("{'type':'json_fields'}"), "/evaluator", List.of(), sets, faults);

    assertThat(faults.all())
        .containsExactly(
            new Fault(
                "/evaluator/expected",
                "/trainset/3: the expected answer of example \"e3\" is no JSON object with"
                    + " fields"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "the Eiffel Tower | Eiffel tower! | 1",
        "Eiffel Tower | the tower of Paris | 0.4",
        "a b b c | b b | 0.8",
        "the | a | 1",
        "yes | no | 0",
        "the | no | 0",
        "U.S. | US | 1",
      })
  void comparesWordsAsSquadDoes(String expected, String output, double score) {
    Evaluation evaluation =
        evaluate("{'type':'token_f1'}", "{'answer':'" + expected + "'}", "'" + output + "'");

    assertThat(evaluation.score()).isEqualTo(score, within(1e-12));
  }

  @Test
  void tellsTheFirstFiftyOfVeryManyWords() {
    String many =
        IntStream.range(0, 50_000).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
    String fifty = IntStream.range(0, 50).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));

    Evaluation evaluation =
        evaluate(
            "{'type':'token_f1','incorrectFeedback':'{{missing}}; {{extra}}'}",
            "{'answer':'v " + many + "'}",
            "'" + many + " " + many + "'");

    assertThat(evaluation.score()).isEqualTo(2 * 50_000 / 150_001.0, within(1e-12));
    assertThat(evaluation.feedback().json().stringValue())
        .isEqualTo("v; " + fifty + " … and 49,950 more");
  }

  @Test
  void tellsTheWordsThatAreMissingOrTooMany() {
    Evaluation evaluation =
        evaluate("{'type':'token_f1'}", "{'answer':'Eiffel Tower'}", "'the tower of Paris'");

    assertThat(evaluation.feedback().json().stringValue())
        .isEqualTo(
            "Score 0.4. The expected answer is: Eiffel Tower\n"
                + "Words missing in the output: eiffel; words too many: of paris");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'max_words','value':3 | One two - three! | 1",
        "'max_words','value':3 | One two three four | 0",
        "'exact_sentences','value':2 | Is it? Yes, v1.2 it is. | 1",
        "'min_paragraphs','value':2 | One.~Two. | 0",
        "'min_paragraphs','value':2 | One.~~Two. | 1",
        "'exact_bullets','value':3 | - a~* b~3. c~4) | 1",
        "'exact_lines','value':2 | a~~b | 1",
        "'max_characters','value':2 | 😀😀 | 1",
        "'required_words','value':['Red','blue sky'] | Under a blue sky: RED! | 1",
        "'required_words','value':'red' | reddish | 0",
        "'required_words','value':'{{words}}' | b and a | 1",
        "'forbidden_words','value':['very'] | every one | 1",
        "'forbidden_texts','value':',' | one, two | 0",
        "'required_texts','value':'{{word}}' | swordfish | 1",
        "'required_words','value':'{{none}}' | anything | 1",
        "'forbidden_words','value':'{{none}}' | anything | 1",
        "'required_texts','value':'[1]' | in 1 place | 0",
        "'required_texts','value':['[1]'] | as told [1] | 1",
        "'required_texts','value':'{{mark}}' | in 1 place | 0",
        "'required_texts','value':'~- ' | a-b | 0",
        "'required_texts','value':'~- ' | so:~- b | 1",
        "'starts_with','value':'Dear' | Dear Ann | 1",
        "'ends_with','value':'Bye.' | Bye, then | 0",
        "'lower_case' | all small 1! | 1",
        "'upper_case' | NOT All | 0",
        "'json' | {\"a\": 1} | 1",
        "'json' | §json~{\"a\": 1}~§ | 1",
        "'json' | So: {\"a\": 1} | 0",
        "'max_words','value':'{{limit}}' | a b c | 0",
      })
  void checksTheForm(String check, String output, double score) {
    Evaluation evaluation =
        evaluate(
            "{'type':'constraints','checks':[{'type':" + check.replace("~", "\\n") + "}]}",
            "{'words':['a','b'],'none':[],'mark':'[1]','word':'word','limit':2}",
            Json.write(output.replace("~", "\n").replace("§", "```")));

    assertThat(evaluation.score()).isEqualTo(score);
  }

  @Test
  void countsInAnOutputOfVeryManyLines() {
    Evaluation evaluation =
        evaluate(
            "{'type':'constraints','checks':[{'type':'exact_paragraphs','value':2},{'type':'exact_sentences','value':2},{'type':'exact_lines','value':2},{'type':'exact_words','value':2},{'type':'exact_bullets','value':0}]}",
            "{}",
            Json.write("a" + "\n".repeat(200_000) + "b."));

    assertThat(evaluation.score()).isEqualTo(1);
  }

  @Test
  void tellsEachFailedCheckWithWhatWasFound() {
    Evaluation evaluation =
        evaluate(
            "{'type':'constraints','checks':[{'type':'max_words','value':2},{'type':'lower_case'},{'type':'required_words','value':['x','one']}]}",
            "{}",
            "'One two three'");

    assertThat(evaluation.score()).isZero();
    assertThat(evaluation.feedback().json().stringValue())
        .isEqualTo(
            "0 of 3 checks are met. Not met:\n- max_words 2: the output has 3 words\n- lower_case:"
                + " it has capital letters\n- required_words x, one: missing \"x\"");
  }

  @Test
  void refusesAtSubmissionAValueThatAnExampleMakesNoCountOf() {
    Faults faults = new Faults();
    ExampleSets sets =
        new ExampleSets(
            List.of(EvaluatorFixture.example("{'limit':'many'}")), List.of(), List.of());

    EvaluatorFixture.EVALUATORS.validate(
        EvaluatorFixture.read(
            "{'type':'composite','parts':[{'name':'form','evaluator':{'type':'constraints','checks':[{'type':'max_words','value':'{{limit}}'},{'type':'max_lines','value':'{{lines}}'}]}}]}"),
        "/evaluator",
        List.of(),
        sets,
        faults);

    assertThat(faults.all())
        .containsExactlyInAnyOrder(
            new Fault(
                "/evaluator/parts/0/evaluator/checks/0/value",
                "/trainset/3: the check's value for example \"e3\" must be a whole number from 0,"
                    + " or a template of one, not \"many\""),
            new Fault(
                "/evaluator/parts/0/evaluator/checks/1/value",
                "{{lines}} does not exist; known are limit"));
  }

  @Test
  void weighsThePartsOfACompositeWhichAreItsObjectives() {
    Evaluation evaluation =
        evaluate(
            "{'type':'composite','parts':[{'name':'right','weight':3,'evaluator':{'type':'contains','incorrectFeedback':'Not {{expected}}.'}},{'name':'short','evaluator':{'type':'constraints','checks':[{'type':'max_words','value':5}]}}]}",
            "{'answer':'blue'}",
            "'It is red.'");

    assertThat(evaluation.score()).isEqualTo(0.25);
    assertThat(evaluation.objectives()).isEqualTo(Map.of("right", 0.0, "short", 1.0));
    assertThat(evaluation.feedback().json().stringValue())
        .isEqualTo("right (score 0.0): Not blue.\n\nshort (score 1.0): 1 of 1 checks are met.");
  }

  @Test
  void scoresOneWhereEveryPartDoesWhateverTheWeights() {
    for (int parts = 1; parts <= 20; parts++) {
      assertThat(composite(Collections.nCopies(parts, 1.0))).as("%d parts", parts).isEqualTo(1);
    }
    for (int weights = 0; weights < 125; weights++) {
      List<Double> triple = List.of(1.0 + weights % 5, 1.0 + weights / 5 % 5, 1.0 + weights / 25);
      assertThat(composite(triple)).as("%s", triple).isEqualTo(1);
    }
  }

  private static double composite(List<Double> weights) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      parts.add(
          "{'name':'p%d','weight':%s,'evaluator':{'type':'contains'}}"
              .formatted(i, weights.get(i)));
    }
    String spec = "{'type':'composite','parts':[" + String.join(",", parts) + "]}";
    return evaluate(spec, "{'answer':'blue'}", "'blue'").score();
  }

  @Test
  void failsTheRolloutWhereAPartCannotScoreItAndNamesThePart() {
    assertThatThrownBy(() ->
            evaluate(
                "{'type':'composite','parts':[{'name':'right','evaluator':{'type':'contains'}}]}",
                "{}",
                "'x'"))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessage(
            "right: the template of the expected answer uses {{answer}}, which example \"e3\" has"
                + " not");
  }
}
