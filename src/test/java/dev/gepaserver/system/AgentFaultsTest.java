package dev.gepaserver.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Fault;
import dev.gepaserver.common.Faults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with an agent is said when it is submitted. */
class AgentFaultsTest {

  private static final String DATA = "{'input':'hi','answer':'A'}";
  private static final String SEARCH = "{'name':'search','description':'Finds.','corpus':'wiki'}";

  private final Faults faults = new Faults();
  private final SystemFixture job = new SystemFixture().seed("c", "Be brief.");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'name':'a b','description':'d','corpus':'wiki'} | /tools/0/name | a tool's name is a"
            + " letter or '_', then up to 63 letters, digits, '_' or '-'",
        "{'description':'d','corpus':'wiki'} | /tools/0/name | is missing; it must be a text",
        "{'name':'a','corpus':'wiki'} | /tools/0/description | is missing; it must be a text",
        "{'name':'a','component':'d','corpus':'wiki'} | /tools/0/component | \"d\" is not known;"
            + " known are c",
        "{'name':'a','component':'c','description':'d','corpus':'wiki'} | /tools/0/description |"
            + " cannot be given beside component, which holds it",
        "{'name':'a','description':'d','corpus':'nope'} | /tools/0/corpus | no corpus has this name"
            + " or id; POST /api/v1/corpora makes one",
        "{'name':'a','description':'d','corpus':'wiki','url':'http://localhost'} | /tools/0/url |"
            + " is no field here; known are name, component, description, corpus, k",
        "{'name':'a','description':'d','parameters':{'type':'object'}} | /tools/0/url | is missing;"
            + " it must be what the arguments are posted to; or corpus is given, which is searched",
        "{'name':'a','description':'d','url':'ftp://x','parameters':{'type':'object'}} |"
            + " /tools/0/url | must be an http or https URL such as https://example.org/score",
        "{'name':'a','description':'d','url':'http://localhost'} | /tools/0/parameters | is"
            + " missing; it must be the JSON schema of an object, such as {\"type\": \"object\","
            + " \"properties\": {…}}",
        "{'name':'a','description':'d','url':'http://localhost','parameters':{'type':'string'}} |"
            + " /tools/0/parameters | must be the JSON schema of an object, such as {\"type\":"
            + " \"object\", \"properties\": {…}}, not an object",
        "{'name':'a','description':'d','url':'http://localhost','parameters':{'type':'object','properties':{'x':{'$ref':'#/y'}}}}"
            + " | /tools/0/parameters | must stand on its own, without $ref",
        "{'name':'a','description':'d','corpus':'wiki'},{'name':'a','description':'d','corpus':'wiki'}"
            + " | /tools/1/name | stands twice; each tool has a name of its own",
      })
  void tellsWhatIsWrongWithATool(String tools, String pointer, String detail) {
    read("'tools':[" + tools + "]");

    assertThat(faults.all()).containsExactly(new Fault("/system" + pointer, detail));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'object','required':'x'} | /required",
        "{'type':'object','properties':{'x':{'type':'strin'}}} | /properties/x/type",
        "{'type':'object','properties':{'x':{'pattern':'(a'}}} | regular expression of RE2",
        "{'type':'object','patternProperties':{'(?=a)':{}}} | regular expression of RE2",
        "{'type':'object','properties':{'x':{'pattern':'(a{900}){900}'}}} | has a pattern that",
      })
  void refusesWhatIsNoSchema(String schema, String told) {
    read(
        "'tools':[{'name':'a','description':'d','url':'http://localhost','parameters':%s}]"
            .formatted(schema));

    assertThat(faults.all())
        .singleElement()
        .satisfies(fault -> {
          assertThat(fault.pointer()).isEqualTo("/system/tools/0/parameters");
          assertThat(fault.detail()).contains(told);
        });
  }

  @Test
  void tellsAllFaultsAtOnce() {
    read("'tools':[],'maxTurns':0,'maxResultLength':1,'messages':[],'nope':1");

    assertThat(faults.all())
        .extracting(Fault::pointer)
        .containsExactlyInAnyOrder(
            "/system/tools",
            "/system/maxTurns",
            "/system/maxResultLength",
            "/system/messages",
            "/system/nope");
  }

  @Test
  void needsTools() {
    read("'maxTurns':3");

    assertThat(faults.all())
        .containsExactly(new Fault("/system/tools", "is missing; it must be a list of tools"));
  }

  @Test
  void refusesAComponentThatStandsNowhere() {
    job.seed("c", "x", "unused", "y");

    validate("'tools':[" + SEARCH + "]");

    assertThat(faults.all())
        .containsExactly(
            new Fault(
                "/system",
                "component unused is used nowhere, so that rewriting it would change nothing; put"
                    + " {{component.unused}} into messages, or name it as some tool's component"));
  }

  @Test
  void refusesNamesThatDoNotExistAndThoseThatGiveTheAnswerAway() {
    job.seed("c", "Use {{answer}}.");

    validate(
        "'tools':[{'name':'a','description':'{{nope}} {{answer}} {{input}}','corpus':'wiki'}]");

    assertThat(faults.all())
        .extracting(Fault::pointer)
        .containsExactly(
            "/seedCandidate/c", "/system/tools/0/description", "/system/tools/0/description");
    assertThat(faults.all().getFirst().detail()).contains("would give the expected answer away");
    assertThat(faults.all().get(1).detail()).startsWith("{{nope}} does not exist");
    assertThat(faults.all().get(2).detail()).contains("would give the expected answer away");
  }

  @Test
  void tellsWhatElseIsWrongWhereAToolCannotBeRead() {
    job.seed("c", "Use {{answer}}.", "d", "x");

    validate(
        "'maxTurns':0,'messages':[{'role':'user','content':'{{component.c}} {{nope}}'}],"
            + "'tools':[{'name':'a','component':'e','corpus':'wiki'},{'name':'b','description':'{{nope}}','corpus':'nope'}]");

    assertThat(faults.all())
        .extracting(Fault::pointer)
        .containsExactlyInAnyOrder(
            "/system/maxTurns",
            "/system/tools/0/component",
            "/system/tools/1/corpus",
            "/system/messages/0/content",
            "/seedCandidate/c",
            "/system/tools/1/description");
  }

  private void read(String fields) {
    job.read("{'type':'agent','model':'lab/m'," + fields + "}", faults);
  }

  private void validate(String fields) {
    job.validate(
        "{'type':'agent','model':'lab/m'," + fields + "}", "{'type':'contains'}", faults, DATA);
  }
}
