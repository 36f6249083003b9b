package dev.gepaserver.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Fault;
import dev.gepaserver.common.Faults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a pipeline is said when it is submitted. */
class PipelineFaultsTest {

  private static final String DATA = "{'input':'hi','answer':'A','first name':'Ann'}";

  private final Faults faults = new Faults();
  private final SystemFixture job = new SystemFixture().seed("c", "Be brief.");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'id':'a b','type':'llm','component':'c'} | /steps/0/id | a step's id is a letter, then up"
            + " to 63 letters, digits, '_' or '-'",
        "{'type':'llm','component':'c'} | /steps/0/id | is missing; it must be a text",
        "{'id':'a','type':'agent'} | /steps/0/type | \"agent\" is not known; known are http, llm,"
            + " retrieve, template",
        "{'id':'a','type':'llm'} | /steps/0/component | is missing; it must be one of c, or"
            + " messages must be given",
        "{'id':'a','type':'llm','component':'d'} | /steps/0/component | \"d\" is not known; known"
            + " are c",
        "{'id':'a','type':'llm','component':'c','k':1} | /steps/0/k | is no field here; known are"
            + " id, type, component, messages, model, parse",
        "{'id':'a','type':'llm','component':'c','parse':'xml'} | /steps/0/parse | must be text,"
            + " json or {\"regex\": \"…\"}, not the text \"xml\"",
        "{'id':'a','type':'llm','component':'c','parse':{'regex':'(a'}} | /steps/0/parse/regex | is"
            + " no regular expression of RE2: error parsing regexp: missing closing ): `(a`",
        "{'id':'a','type':'llm','component':'c'},{'id':'a','type':'template','template':'x'} |"
            + " /steps/1/id | stands twice; each step has an id of its own",
        "{'id':'a','type':'retrieve','corpus':'nope','query':'x'} | /steps/0/corpus | no corpus has"
            + " this name or id; POST /api/v1/corpora makes one",
        "{'id':'a','type':'retrieve','corpus':'wiki','query':'x','k':0} | /steps/0/k | 0 is out of"
            + " range, it must be a whole number from 1 to 100",
        "{'id':'a','type':'http','url':'http://localhost'} | /steps/0/body | is missing; it must be"
            + " the JSON to be posted, in which every text is a template",
        "{'id':'a','type':'template'} | /steps/0/template | is missing; it must be a text",
      })
  void tellsWhatIsWrongWithAStep(String steps, String pointer, String detail) {
    job.read(
        "{'type':'pipeline','model':'lab/m','steps':[" + steps.replace("`", "") + "]}", faults);

    assertThat(faults.all()).containsExactly(new Fault("/system" + pointer, detail));
  }

  @Test
  void needsAModelForEachStepThatAsksOne() {
    job.read("{'type':'pipeline','steps':[{'id':'a','type':'llm','component':'c'}]}", faults);

    assertThat(faults.all())
        .containsExactly(new Fault("/system/steps/0/model", "is missing; it must be a model"));
  }

  @Test
  void needsSteps() {
    job.read("{'type':'pipeline','model':'lab/m'}", faults);

    assertThat(faults.all())
        .containsExactly(new Fault("/system/steps", "is missing; it must be a list of steps"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{{steps.b.output}} | {{steps.b.output}}: step b is not taken before this; known here are"
            + " say",
        "{{steps.a.output}} | {{steps.a.output}}: step a is not taken before this; known here are"
            + " say",
        "{{steps.x.output}} | {{steps.x.output}}: there is no step x; known here are say",
        "{{steps.say}} | {{steps.say}} does not exist; what a step put out is {{steps.ID.output}},"
            + " or a field of it",
        "{{steps.say.output.x}} | {{steps.say.output.x}} does not exist: the output of step say is"
            + " a text, without fields",
        "{{component.c}} | {{component.c}} cannot stand here; components stand in the messages of"
            + " llm steps",
        "{{last name}} | {{last name}} does not exist; known are input, answer, first name",
        "{{answer}} | {{answer}} would give the expected answer away, since evaluator.expected uses"
            + " {{answer}}; take it out, or set system.allowExpected to true",
      })
  void refusesATemplateThatNamesWhatIsNotThere(String template, String detail) {
    validate(
        "{'id':'say','type':'llm','component':'c'},{'id':'a','type':'template','template':'"
            + template
            + " {{first name}}'},{'id':'b','type':'template','template':'x'}");

    assertThat(faults.all()).containsExactly(new Fault("/system/steps/1/template", detail));
  }

  @Test
  void tellsAllFaultsOfTemplatesAtOnce() {
    validate(
        "{'id':'say','type':'llm','messages':[{'role':'user','content':'{{component.c}} {{nope}}'}]},"
            + "{'id':'r','type':'retrieve','corpus':'wiki','query':'{{answer}}'},"
            + "{'id':'h','type':'http','url':'http://localhost','body':{'a/b':['{{nope}}']}},"
            + "{'id':'n','type':'llm','messages':[{'role':'user','content':'hi'}],'parse':{'regex':'(?P<x>a)'}},"
            + "{'id':'f','type':'template','template':'{{steps.n.output.x}} {{steps.n.output.y}}'}");

    assertThat(faults.all())
        .extracting(Fault::pointer)
        .containsExactly(
            "/system/steps/0/messages/0/content",
            "/system/steps/1/query",
            "/system/steps/2/body/a~1b/0",
            "/system/steps/4/template");
  }

  @Test
  void refusesAComponentThatNoStepUses() {
    job.seed("c", "x", "unused", "y");

    validate("{'id':'say','type':'llm','component':'c'}");

    assertThat(faults.all())
        .containsExactly(
            new Fault(
                "/system/steps",
                "component unused is used by no step, so that rewriting it would change nothing;"
                    + " name it as some llm step's component, or put {{component.unused}} into its"
                    + " messages"));
  }

  @Test
  void refusesMessagesWithoutTheStepsComponent() {
    validate(
        "{'id':'say','type':'llm','component':'c'},{'id':'b','type':'llm','component':'c','messages':[{'role':'user','content':'hi'}]}");

    assertThat(faults.all())
        .containsExactly(
            new Fault(
                "/system/steps/1/messages", "do not hold {{component.c}}, the step's component"));
  }

  @Test
  void refusesAComponentThatNamesAStepTakenLater() {
    job.seed("c", "Use {{steps.b.output}} and {{answer}}.");

    validate(
        "{'id':'say','type':'llm','component':'c'},{'id':'b','type':'template','template':'x'}");

    assertThat(faults.all())
        .extracting(Fault::pointer)
        .containsExactly("/seedCandidate/c", "/seedCandidate/c");
    assertThat(faults.all().getFirst().detail()).contains("step b is not taken before this");
    assertThat(faults.all().getLast().detail()).contains("would give the expected answer away");
  }

  @Test
  void tellsWhatElseIsWrongWhereAStepCannotBeRead() {
    job.seed("c", "x", "other", "{{nope}}");

    validate(
        "{'id':'say','type':'llm','component':'d'},{'id':'bad','type':'agent'},"
            + "{'id':'f','type':'template','template':'{{steps.bad.output.x}} {{steps.none.output}} {{answer}}'},"
            + "{'id':'r','type':'retrieve','corpus':'nope','query':'{{steps.g.output}}'},"
            + "{'id':'g','type':'llm','component':'c','parse':'xml','messages':[{'role':'user','content':'{{input}}'}]},"
            + "{'id':'h','type':'template','template':'{{steps.g.output.x}}'}");

    assertThat(faults.all())
        .extracting(Fault::pointer)
        .containsExactly(
            "/system/steps/0/component",
            "/system/steps/1/type",
            "/system/steps/3/corpus",
            "/system/steps/4/parse",
            "/system/steps/2/template",
            "/system/steps/2/template",
            "/system/steps/3/query",
            "/system/steps/4/messages",
            "/seedCandidate/other");
  }

  private void validate(String steps) {
    job.validate(
        "{'type':'pipeline','model':'lab/m','steps':[" + steps + "]}",
        "{'type':'contains'}",
        faults,
        DATA);
  }
}
