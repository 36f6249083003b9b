package dev.gepaserver.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;

class JsonLimitsTest {

  @ParameterizedTest
  @ValueSource(strings = {"1e99999999999", "-1e99999999999", "1e-99999999999", "1E2147483648"})
  void refusesAnExponentBeyondWhatCanBeRead(String number) {
    String text = "{\"a\": 1e5,\n \"b\": [2, " + number + "]}";

    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOfSatisfying(
            StreamReadException.class, e -> assertThat(e.getLocation().getLineNr()).isEqualTo(2));
    assertThatThrownBy(() -> JsonBody.read(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo("malformed-json"))
        .hasMessageContaining("exponent")
        .hasMessageContaining("line 2, column 11");
  }

  @Test
  void readsLargeExponentsThatItCan() {
    assertThat(Json.parse("1e400").isBigDecimal()).isTrue();
  }

  @Test
  void readsThreeHundredLevelsAndNoMore() {
    JsonNode deepest = JsonBody.read(nested(300).getBytes(StandardCharsets.UTF_8));

    assertThat(deepest.isArray()).isTrue();
    assertThatThrownBy(() -> JsonBody.read(nested(301).getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("300");
  }

  @Test
  void readsAMillionTokensOfABodyAndNoMore() {
    String most = "[" + "1,".repeat(Json.MOST_TOKENS - 3) + "1]";

    assertThat(JsonBody.read(most.getBytes(StandardCharsets.UTF_8))).hasSize(Json.MOST_TOKENS - 2);
    byte[] more = most.replaceFirst("1", "1,1").getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> JsonBody.read(more))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(400))
        .hasMessageContaining("more than the 1,000,000 names, values");
  }

  @Test
  void writesTheDeepestValueInsideOfOthers() {
    String wrapped = Json.write(Json.parse(nested(300)));
    JsonNode value = Json.parse(nested(300));
    for (int i = 0; i < 600; i++) {
      value = Json.MAPPER.createArrayNode().add(value);
    }

    assertThat(wrapped).isEqualTo(nested(300));
    assertThat(Json.write(value)).isEqualTo(nested(900));
    assertThat(Json.tree(value)).isEqualTo(value);
  }

  @Test
  void readsWhatWasWrittenHoweverDeepItStandsInOthers() {
    JsonNode record = Json.object().set("Inputs", Json.parse(nested(300)));

    assertThat(Json.kept(Json.write(record))).isEqualTo(record);
    assertThatThrownBy(() -> Json.parse(Json.write(record))).hasMessageContaining("300");
  }

  private static String nested(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }
}
