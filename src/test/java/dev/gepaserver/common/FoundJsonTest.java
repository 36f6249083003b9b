package dev.gepaserver.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class FoundJsonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "7 | 7",
        "[1] | [1]",
        "Result: [{'a': 1}] | [{'a':1}]",
        "Result: [{'a': 1}, {'a': 2}] | [{'a':1},{'a':2}]",
        "Tags: ['a', 'b'] | ['a','b']",
        "It is {'a': {'b': 1}}. | {'a':{'b':1}}",
        "I could not find it [1]. | none",
        "Found it [1]: {'a': 1} [2] | {'a':1}",
        "Of {France, Spain} I choose: {'country': 'France'} | {'country':'France'}",
        "No: {'a': 1} but {'a': 2} | {'a':2}",
        "{'a': 1} or {'b': {'c': 2}, 'd | none",
        "<think>Maybe {'a': 1} {</think>{'a': 2} | {'a':2}",
        "<think>Maybe</think>[7] | [7]",
        "<think>Maybe {'a': 1} | none",
        "{'a': 1e99999999999} then {'b': 1} | {'b':1}",
        "{'a': 1, 'a': 2} | none",
        "§{'a': 1}§ | {'a':1}",
        "<think>§{'a': 1}§</think>So: {'a': 2} | {'a':2}",
        "nothing | none",
      })
  void findsTheValueInAReply(String reply, String found) {
    JsonNode value = FoundJson.value(reply.replace('\'', '"').replace("§", "\n```\n"));

    assertThat(value == null ? null : Json.write(value).replace('"', '\'')).isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "[{'a': 1}] | {'a':1}",
        "[1] | none",
        "<think>{'score': 1}, no.</think>{'score': 7} | {'score':7}",
        "{'score': 5}, on a scale of [0, 10] | {'score':5}",
      })
  void findsTheObjectInAReply(String reply, String found) {
    JsonNode value = FoundJson.object(reply.replace('\'', '"'));

    assertThat(value == null ? null : Json.write(value).replace('"', '\'')).isEqualTo(found);
  }

  @Test
  void givesUpOnAReplyWhoseBeginningsComeToNothing() {
    String broken = "[".repeat(200) + "1,".repeat(10_000) + "}";

    assertThat(FoundJson.value("[[1,} {\"a\": 1}")).isNotNull();
    assertThat(FoundJson.value(broken + " {\"a\": 1}")).isNull();
  }
}
