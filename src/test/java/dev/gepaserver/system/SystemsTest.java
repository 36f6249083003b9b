package dev.gepaserver.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.common.Fault;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Warning;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemsTest {

  private static final String PROMPT = "{'type':'prompt','model':'p/m'}";
  private static final String CONTAINS = "{'type':'contains'}";

  private final SystemFixture job = new SystemFixture();
  private final Faults faults = new Faults();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'artifact'}",
        "{'type':'prompt','model':'p/m'}",
        "{'type':'prompt','model':{'provider':'p','model':'m','temperature':0.5},'messages':[{'role':'assistant','content':'{{input}}'}],'allowExpected':true}",
        "{'type':'http','url':'http://localhost/x'}",
        "{'type':'http','url':'http://localhost/x','batchSize':1000,'timeout':'PT1M30S','headers':{'B':'b','A':'a'},'secret':'hook','maxCostPerRollout':0.0100}",
      })
  void readsBackWhatItWrites(String quoted) {
    SystemSpec spec = job.read(quoted);

    String written = Json.write(spec);

    assertThat(written).startsWith("{\"type\":\"" + spec.type() + "\"");
    assertThat(job.read(written)).isEqualTo(spec);
  }

  @Test
  void writesDefaultsWithTheFieldsOfTheApi() {
    assertThat(Json.write(job.read("{'type':'http','url':'http://localhost/x'}")))
        .isEqualTo(
            "{\"type\":\"http\",\"url\":\"http://localhost/x\",\"batchSize\":1,\"timeout\":\"PT1M\",\"headers\":{}}");
    assertThat(Json.write(job.read(PROMPT)))
        .isEqualTo(
            "{\"type\":\"prompt\",\"model\":{\"provider\":\"p\",\"model\":\"m\"},\"messages\":[{\"role\":\"system\",\"content\":\"{{component.system_prompt}}\"},{\"role\":\"user\",\"content\":\"{{input}}\"}],\"allowExpected\":false}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "null | /system | is missing; it must be an object with a type, one of agent, artifact, http,"
            + " pipeline, prompt",
        "[] | /system | must be a JSON object, not a list",
        "{'type':'agent2'} | /system/type | \"agent2\" is not known; known are agent, artifact, http,"
            + " pipeline, prompt",
        "{'type':3} | /system/type | 3 is not known; known are agent, artifact, http, pipeline, prompt",
        "{'type':'artifact','url':'x'} | /system/url | is no field here; known are type",
        "{'type':'prompt'} | /system/model | is missing; it must be a model",
        "{'type':'prompt','model':'p/m','messages':[]} | /system/messages | has 0 entries, it must"
            + " have from 1 to 100",
        "{'type':'prompt','model':'p/m','messages':'x'} | /system/messages | must be a list, not"
            + " the text \"x\"",
        "{'type':'prompt','model':'p/m','messages':[3]} | /system/messages/0 | must be a JSON"
            + " object, not the number 3",
        "{'type':'prompt','model':'p/m','messages':[{'role':'tool','content':'x'}]} |"
            + " /system/messages/0/role | \"tool\" is not known; known are system, user, assistant",
        "{'type':'prompt','model':'p/m','messages':[{'role':'user'}]} | /system/messages/0/content"
            + " | is missing; it must be a text",
        "{'type':'prompt','model':'p/m','messages':[{'role':'user','content':'x','name':'y'}]} |"
            + " /system/messages/0/name | is no field here; known are role, content",
        "{'type':'http','url':'http://localhost','batchSize':0} | /system/batchSize | 0 is out of"
            + " range, it must be a whole number from 1 to 1000",
        "{'type':'http','url':'http://localhost','batchSize':1001} | /system/batchSize | 1001 is"
            + " out of range, it must be a whole number from 1 to 1000",
        "{'type':'http','url':'http://localhost','maxCostPerRollout':0} | /system/maxCostPerRollout"
            + " | must be an amount of USD above 0 and at most 1000000",
        "{'type':'http','url':'http://localhost','timeout':'PT2H'} | /system/timeout | \"PT2H\" is"
            + " not an ISO-8601 duration from PT0.1S to PT1H, such as PT30S",
      })
  void tellsWhatIsWrongAndWhatWouldBeRight(String quoted, String pointer, String detail) {
    job.read(quoted, faults);

    assertThat(faults.all()).contains(new Fault(pointer, detail));
    assertThat(faults.all()).allMatch(fault -> fault.pointer().startsWith(pointer));
  }

  @Test
  void acceptsAJobThatIsRight() {
    List<Warning> warnings =
        job.validate(
            PROMPT, CONTAINS, faults, "{'input':'x','answer':'y'}", "{'input':'x','answer':'y'}");

    assertThat(faults.all()).isEmpty();
    assertThat(warnings).isEmpty();
  }

  @Test
  void namesAtSubmissionEveryNameThatDoesNotExist() {
    job.seed("system_prompt", "Speak {{lang}} {{tone}}.");
    String system =
        "{'type':'prompt','model':'p/m','messages':[{'role':'user','content':'{{component.system_prompt}}"
            + " {{component.other}} {{question}}'}]}";

    job.validate(
        system,
        CONTAINS,
        faults,
        "{'input':'x','answer':'y','tone':'z'}",
        "{'answer':'y','input':'x'}");

    assertThat(faults.all())
        .containsExactly(
            new Fault(
                "/system/messages/0/content",
                "{{component.other}} does not exist; known are component.system_prompt, input,"
                    + " answer, tone"),
            new Fault(
                "/system/messages/0/content",
                "{{question}} does not exist; known are component.system_prompt, input, answer,"
                    + " tone"),
            new Fault(
                "/seedCandidate/system_prompt",
                "{{lang}} does not exist; known are input, answer, tone"),
            new Fault(
                "/seedCandidate/system_prompt",
                "{{tone}} is missing in 1 of 2 examples: /trainset/1 (\"e1\")"));
  }

  @Test
  void knowsFieldsOfAnyNameAndLeavesOtherLanguagesInComponentsAlone() {
    job.seed("system_prompt", "Speak {{größe}} {{ first name }} {{ some | filter }}.");
    String system =
        "{'type':'prompt','model':'p/m','messages':[{'role':'user','content':'{{component.system_prompt}}"
            + " {{first name}} {{ some | filter }}'}]}";

    job.validate(
        system,
        CONTAINS,
        faults,
        "{'answer':'y','größe':1,'first name':'z'}",
        "{'answer':'y','größe':1}");

    assertThat(faults.all())
        .containsExactly(
            new Fault(
                "/system/messages/0/content",
                "{{first name}} is missing in 1 of 2 examples: /trainset/1 (\"e1\")"),
            new Fault(
                "/system/messages/0/content",
                "{{some | filter}} does not exist; known are component.system_prompt, answer,"
                    + " größe, first name"),
            new Fault(
                "/seedCandidate/system_prompt",
                "{{first name}} is missing in 1 of 2 examples: /trainset/1 (\"e1\")"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{{answer}} | {{answer}} | answer",
        "{{the answer}} | {{the answer}} | the answer",
        "{{answer.text}} | {{answer}} | answer",
        "{{answer}} | {{answer.text}} | answer.text",
      })
  void refusesPromptsThatGiveTheExpectedAnswerAway(String used, String expected, String name) {
    String example = "{'input':'x','the answer':'z','answer':{'text':'y'}}";
    String system =
        "{'type':'prompt','model':'p/m','messages':[{'role':'user','content':'{{component.system_prompt}}%s'}]}"
            .formatted(used);
    String evaluator = "{'type':'contains','expected':'%s'}".formatted(expected);
    job.seed("system_prompt", "Say " + used);

    job.validate(system, evaluator, faults, example);
    Faults allowed = new Faults();
    job.validate(
        system.replace("'model'", "'allowExpected':true,'model'"), evaluator, allowed, example);

    String detail =
        "%s would give the expected answer away, since evaluator.expected uses {{%s}}; take it out, or set system.allowExpected to true"
            .formatted(used, name);
    assertThat(faults.all())
        .containsExactly(
            new Fault("/system/messages/0/content", detail),
            new Fault("/seedCandidate/system_prompt", detail));
    assertThat(allowed.all()).isEmpty();
  }

  @Test
  void doesNotTakeALongerNameForTheExpectedOne() {
    job.seed("system_prompt", "{{answers}}");

    job.validate(PROMPT, CONTAINS, faults, "{'input':'x','answer':'y','answers':'a or b'}");

    assertThat(faults.all()).isEmpty();
  }

  @Test
  void warnsOfAComponentThatNoMessageUses() {
    job.seed("first", "x", "second", "y");

    List<Warning> warnings = job.validate(PROMPT, CONTAINS, faults, "{'input':'x','answer':'y'}");

    assertThat(warnings)
        .containsExactly(
            new Warning(
                "unused-component",
                "no message uses {{component.second}}, so rewriting it changes nothing"));
  }

  @Test
  void demandsAnEvaluatorWhereTheSystemDoesNotScoreItself() {
    job.validate(PROMPT, null, faults, "{'input':'x'}");
    job.validate("{'type':'http','url':'http://localhost'}", null, faults, "{'input':'x'}");

    assertThat(faults.all())
        .containsExactly(
            new Fault("/evaluator", "is missing; a system of type prompt does not score itself"));
    assertThatThrownBy(() -> job.make(PROMPT, (String) null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void goesOnAfterAFaultWithoutFailing() {
    job.validate("{'type':'magic'}", null, faults, "{}");

    assertThat(faults.all()).extracting(Fault::pointer).containsExactly("/system/type");
    assertThat(
            job.systems.firstMessages(
                job.read("{}", faults), job.seed, SystemFixture.examples("{}").getFirst()))
        .isEmpty();
  }

  @Test
  void tellsWhatOneRolloutCallsAndCosts() {
    assertThat(job.read(PROMPT).modelsPerRollout()).hasSize(1);
    assertThat(job.read("{'type':'artifact'}").modelsPerRollout()).isEmpty();
    assertThat(job.read("{'type':'artifact'}").maxCostNanosPerRollout()).isZero();
    assertThat(job.read("{'type':'http','url':'http://localhost'}").maxCostNanosPerRollout())
        .isNull();
    assertThat(
            job.read("{'type':'http','url':'http://localhost','maxCostPerRollout':0.01}")
                .maxCostNanosPerRollout())
        .isEqualTo(10_000_000L);
  }

  @Test
  void warnsWhereATimeoutIsCutByThatOfRollouts() {
    job.rolloutTimeout = Duration.ofSeconds(30);
    String hook = "'url':'http://localhost:1/','timeout':'PT31S'}";

    List<Warning> warnings =
        job.validate("{'type':'http'," + hook, "{'type':'http'," + hook, new Faults(), "{}");
    job.rolloutTimeout = Duration.ofSeconds(31);
    List<Warning> none =
        job.validate("{'type':'http'," + hook, "{'type':'http'," + hook, new Faults(), "{}");

    assertThat(warnings)
        .containsExactly(
            new Warning(
                "timeout-cut",
                "system.timeout PT31S is longer than execution.rolloutTimeout PT30S, which cuts it off"),
            new Warning(
                "timeout-cut",
                "evaluator.timeout PT31S is longer than execution.rolloutTimeout PT30S, which cuts it off"));
    assertThat(none).isEmpty();
  }
}
