package dev.gepaserver.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class MergePatchTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":"b"}             | {"a":"c"}                   | {"a":"c"}
          {"a":"b","c":"d"}     | {"e":1,"a":2}               | {"a":2,"c":"d","e":1}
          {"a":"b","b":"c"}     | {"a":null}                  | {"b":"c"}
          {"a":["b"]}           | {"a":"c"}                   | {"a":"c"}
          {"a":{"b":"c","x":1}} | {"a":{"b":"d","c":null}}    | {"a":{"b":"d","x":1,"c":null}}
          {"a":[{"b":"c"}]}     | {"a":[1]}                   | {"a":[1]}
          {"a":"text"}          | {"a":{"bb":{"ccc":null}}}   | {"a":{"bb":{"ccc":null}}}
          {"e":null}            | {"a":1}                     | {"e":null,"a":1}
          """)
  void mergesAsTheStandardSaysButKeepsANullThatRemovesNothing(
      String target, String patch, String expected) {
    ObjectNode merged = (ObjectNode) Json.parse(target);

    MergePatch.apply(merged, Json.parse(patch));

    assertThat(merged.toString()).isEqualTo(expected);
  }
}
