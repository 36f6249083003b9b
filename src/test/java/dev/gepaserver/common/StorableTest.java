package dev.gepaserver.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class StorableTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "1.50", "\"text\"", "[]", "{\"a\":[1,{\"b\":\"\\uD83D\\uDE00\"}]}"})
  void givesTheVeryValueThatIsStorable(String json) {
    JsonNode value = Json.parse(json);

    assertThat(Storable.json(value)).isSameAs(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"@\"",
        "[1,\"x@\"]",
        "{\"a@\":1}",
        "{\"a\":[true,{\"b\":\"@\",\"c\":null}],\"d\":\"fine\"}"
      })
  void replacesWhatIsNotWhereverItStands(String json) {
    for (String bad : new String[] {"\\u0000", "\\uD800", "\\uDC00"}) {
      assertThat(Storable.json(Json.parse(json.replace("@", bad))))
          .isEqualTo(Json.parse(json.replace("@", "\uFFFD")));
    }
  }

  @Test
  void leavesTheValueItIsGivenAsItIs() {
    JsonNode value = Json.parse("{\"a\":\"\\u0000\"}");

    Storable.json(value);

    assertThat(value.get("a").stringValue()).isEqualTo("\0");
  }
}
