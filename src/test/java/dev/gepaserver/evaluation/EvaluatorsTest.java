package dev.gepaserver.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.common.Fault;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.dataset.ExampleSets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluatorsTest {

  private final Faults faults = new Faults();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'exact_match'}",
        "{'type':'exact_match','expected':'{{a.b}}','caseSensitive':false,'correctFeedback':'','incorrectFeedback':'no'}",
        "{'type':'contains'}",
        "{'type':'regex'}",
        "{'type':'regex','pattern':'a{2}'}",
        "{'type':'numeric'}",
        "{'type':'numeric','tolerance':0.5}",
        "{'type':'json_fields'}",
        "{'type':'json_fields','tolerance':0.5,'caseSensitive':false,'expected':'{{x}}'}",
        "{'type':'token_f1'}",
        "{'type':'llm_judge','model':'lab/j','rubric':'Is it {{kind}}?'}",
        "{'type':'llm_judge','model':'lab/j','rubric':'r','scale':{'min':-1,'max':2.5},'samples':3,'attempts':1,'expected':'{{answer}}','objective':'style','promptTemplate':'{{output}} {{rubric}}'}",
        "{'type':'constraints','checks':[{'type':'max_words','value':50},{'type':'json'},{'type':'required_words','value':['a','b']},{'type':'min_lines','value':'{{lines}}'}]}",
        "{'type':'composite','parts':[{'name':'a','weight':2,'evaluator':{'type':'contains'}},{'name':'b','evaluator':{'type':'llm_judge','model':'lab/j','rubric':'r'}}]}",
        "{'type':'http','url':'http://localhost/x'}",
        "{'type':'http','url':'http://localhost/x','timeout':'PT5S','headers':{'X-Token':'t'},'secret':'hook'}",
      })
  void readsBackWhatItWrites(String quoted) {
    EvaluatorSpec spec = EvaluatorFixture.read(quoted);

    String written = Json.write(spec);

    assertThat(written).startsWith("{\"type\":\"" + spec.type() + "\"");
    assertThat(EvaluatorFixture.read(written)).isEqualTo(spec);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "null | /evaluator | is missing; it must be an object with a type, one of composite,"
            + " constraints, contains, exact_match, http, json_fields, llm_judge, numeric, regex,"
            + " token_f1",
        "'contains' | /evaluator | must be a JSON object, not the text \"contains\"",
        "{} | /evaluator/type | is missing; it must be one of composite, constraints, contains,"
            + " exact_match, http, json_fields, llm_judge, numeric, regex, token_f1",
        "{'type':'magic'} | /evaluator/type | \"magic\" is not known; known are composite,"
            + " constraints, contains, exact_match, http, json_fields, llm_judge, numeric, regex,"
            + " token_f1",
        "{'type':'contains','expect':'x'} | /evaluator/expect | is no field here; known are type,"
            + " expected, caseSensitive, correctFeedback, incorrectFeedback",
        "{'type':'contains','expected':''} | /evaluator/expected | must not be empty",
        "{'type':'contains','expected':7} | /evaluator/expected | must be a text, not the number 7",
        "{'type':'contains','caseSensitive':'yes'} | /evaluator/caseSensitive | must be true or"
            + " false, not the text \"yes\"",
        "{'type':'regex','pattern':'a','expected':'b'} | /evaluator/expected | cannot be given"
            + " beside pattern: either of them is the expression",
        "{'type':'regex','pattern':'(a'} | /evaluator/pattern | is no regular expression of RE2:"
            + " error parsing regexp: missing closing ): `(a`",
        "{'type':'numeric','tolerance':-1} | /evaluator/tolerance | -1.0 is out of range, it must"
            + " be from 0 to 1.0E100",
        "{'type':'http'} | /evaluator/url | is missing; it must be a text",
        "{'type':'json_fields','tolerance':-1} | /evaluator/tolerance | -1.0 is out of range, it"
            + " must be from 0 to 1.0E100",
        "{'type':'llm_judge','model':'lab/j'} | /evaluator/rubric | is missing; it must be a text",
        "{'type':'llm_judge','rubric':'r'} | /evaluator/model | is missing; it must be a model",
        "{'type':'llm_judge','model':'lab/j','rubric':'r','scale':{'min':1,'max':1}} |"
            + " /evaluator/scale | must have a min and a max above it, such as {\"min\": 0, \"max\":"
            + " 10}",
        "{'type':'llm_judge','model':'lab/j','rubric':'r','samples':0} | /evaluator/samples | 0 is"
            + " out of range, it must be a whole number from 1 to 20",
        "{'type':'composite'} | /evaluator/parts | is missing; it must be a list of {\"name\","
            + " \"weight\", \"evaluator\"}",
        "{'type':'composite','parts':[{'name':'a','evaluator':{'type':'contains'}},{'name':'a','evaluator':{'type':'contains'}}]}"
            + " | /evaluator/parts/1/name | stands twice; each part has a name of its own",
        "{'type':'composite','parts':[{'name':'a b','evaluator':{'type':'contains'}}]} |"
            + " /evaluator/parts/0/name | must be a letter, then up to 63 letters, digits, '_', '.'"
            + " or '-': an objective",
        "{'type':'composite','parts':[{'name':'a','weight':0,'evaluator':{'type':'contains'}}]} |"
            + " /evaluator/parts/0/weight | 0.0 is out of range, it must be from 1.0E-6 to 1000000",
        "{'type':'composite','parts':[{'name':'a','evaluator':{'type':'composite','parts':[]}}]} |"
            + " /evaluator/parts/0/evaluator/type | \"composite\" is not known; known are"
            + " constraints, contains, exact_match, http, json_fields, llm_judge, numeric, regex,"
            + " token_f1",
        "{'type':'constraints','checks':[]} | /evaluator/checks | has 0 entries, it must have from"
            + " 1 to 50",
        "{'type':'constraints','checks':[{'type':'max_words','value':-1}]} |"
            + " /evaluator/checks/0/value | must be a whole number from 0, or a template of one,"
            + " not the number -1",
        "{'type':'constraints','checks':[{'type':'json','value':1}]} | /evaluator/checks/0/value |"
            + " must be no value, not the number 1",
        "{'type':'http','url':'http://localhost','secret':'x'} | /evaluator/secret | no secret x is"
            + " configured by gepa.outbound.secrets",
        "{'type':'http','url':'http://localhost','headers':{'Host':'x'}} | /evaluator/headers/Host"
            + " | is set by the service or the connection and cannot be given",
        "{'type':'http','url':'http://localhost','timeout':'1s'} | /evaluator/timeout | \"1s\" is"
            + " not an ISO-8601 duration from PT0.1S to PT1H, such as PT30S",
      })
  void tellsWhatIsWrongAndWhatWouldBeRight(String quoted, String pointer, String detail) {
    EvaluatorFixture.read(quoted.replace("`", ""), faults);

    assertThat(faults.all()).containsExactly(new Fault(pointer, detail));
  }

  @Test
  void tellsTheFaultsOfChecksAtTheirPlaces() {
    EvaluatorSpec spec =
        EvaluatorFixture.read(
            "{'type':'constraints','checks':[{'type':'none'},{'type':'max_words','value':-1},{'type':'min_words','value':'{{input}}'}]}",
            faults);

    validate(spec, examples(3, "{'input':'x'}", "{'input':'y'}"));

    assertThat(faults.all())
        .extracting(Fault::pointer)
        .containsExactly(
            "/evaluator/checks/0/type",
            "/evaluator/checks/1/value",
            "/evaluator/checks/2/value",
            "/evaluator/checks/2/value",
            "/evaluator/checks/2/value");
  }

  @Test
  void keepsTheTextsOfSeveralComponentsOutOfFeedback() {
    EvaluatorSpec spec =
        EvaluatorFixture.read(
            "{'type':'composite','parts':[{'name':'a','evaluator':{'type':'contains','incorrectFeedback':'{{component.x}}'}}]}");
    ExampleSets sets = examples(3, "{'answer':'x'}", "{'answer':'y'}");

    EvaluatorFixture.EVALUATORS.validate(spec, "/evaluator", List.of("x"), sets, faults);
    assertThat(faults.none()).isTrue();
    EvaluatorFixture.EVALUATORS.validate(spec, "/evaluator", List.of("x", "y"), sets, faults);

    assertThat(faults.all())
        .containsExactly(
            new Fault(
                "/evaluator/parts/0/evaluator/incorrectFeedback",
                "{{component.x}} cannot stand in feedback where there are several components, since"
                    + " the reflection on each of them is told it"));
  }

  @Test
  void namesAtSubmissionTheExamplesThatLackTheExpectedAnswer() {
    EvaluatorSpec spec = EvaluatorFixture.read("{'type':'contains'}");

    validate(spec, examples(10, "{'input':'x','answer':'y'}", "{'input':'x'}"));

    assertThat(faults.all())
        .containsExactly(
            new Fault(
                "/evaluator/expected",
                "{{answer}} is missing in 5 of 10 examples: /trainset/1 (\"1\"), /trainset/3"
                    + " (\"3\"), /trainset/5 (\"5\"), …"));
  }

  @Test
  void namesAtSubmissionWhatATemplateCouldUseInstead() {
    EvaluatorSpec spec =
        EvaluatorFixture.read(
            "{'type':'numeric','expected':'{{result}}','incorrectFeedback':'{{component.x}}"
                + " {{found}} {{nope}} {{component.system_prompt}}'}");

    validate(spec, examples(2, "{'input':'x','answer':'1'}"));

    String known =
        "additionalContext, difference, expected, found, output, score, component.system_prompt,"
            + " input, answer";
    assertThat(faults.all())
        .containsExactly(
            new Fault("/evaluator/expected", "{{result}} does not exist; known are input, answer"),
            new Fault(
                "/evaluator/incorrectFeedback",
                "{{component.x}} does not exist; known are " + known),
            new Fault(
                "/evaluator/incorrectFeedback", "{{nope}} does not exist; known are " + known));
  }

  @Test
  void triesTheExpectedAnswersAtSubmission() {
    ExampleSets examples = examples(2, "{'answer':'(many'}");

    validate(EvaluatorFixture.read("{'type':'numeric'}"), examples);
    validate(EvaluatorFixture.read("{'type':'regex'}"), examples);

    assertThat(faults.all())
        .containsExactly(
            new Fault(
                "/evaluator/expected",
                "/trainset/0: the expected answer of example \"0\" holds no number"),
            new Fault(
                "/evaluator/expected",
                "/trainset/1: the expected answer of example \"1\" holds no number"),
            new Fault(
                "/evaluator/expected",
                "/trainset/0: the expected answer of example \"0\" is no regular expression of RE2:"
                    + " error parsing regexp: missing closing ): `(many`"),
            new Fault(
                "/evaluator/expected",
                "/trainset/1: the expected answer of example \"1\" is no regular expression of RE2:"
                    + " error parsing regexp: missing closing ): `(many`"));
  }

  @Test
  void goesOnAfterAFaultWithoutFailing() {
    ExampleSets examples = examples(1, "{'answer':'x'}");

    validate(EvaluatorFixture.read("{'type':'magic'}", faults), examples);
    validate(EvaluatorFixture.read("{'type':'regex','pattern':'(a'}", faults), examples);

    assertThat(faults.all())
        .extracting(Fault::pointer)
        .containsExactly("/evaluator/type", "/evaluator/pattern");
  }

  @Test
  void tellsTheNamesThatGiveTheAnswerAway() {
    assertThat(
            EvaluatorFixture.read("{'type':'contains','expected':'{{a}} {{b.c}}'}").expectedNames())
        .containsExactly("a", "b.c");
    assertThat(EvaluatorFixture.read("{'type':'regex','pattern':'x'}").expectedNames()).isEmpty();
  }

  @Test
  void makesNothingOfAnUnknownType() {
    EvaluatorSpec unknown =
        EvaluatorFixture.EVALUATORS.read(Fields.of(Json.object(), "", faults), "evaluator");

    assertThatThrownBy(() -> EvaluatorFixture.EVALUATORS.make(unknown))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("known are composite, constraints, contains");
  }

  private void validate(EvaluatorSpec spec, ExampleSets examples) {
    EvaluatorFixture.EVALUATORS.validate(
        spec, "/evaluator", List.of("system_prompt"), examples, faults);
  }

  private static ExampleSets examples(int size, String... data) {
    List<Example> trainset =
        IntStream.range(0, size)
            .mapToObj(i -> new Example(i, "" + i, EvaluatorFixture.json(data[i % data.length])))
            .toList();
    return new ExampleSets(trainset, List.of(), List.of());
  }
}
