package dev.gepaserver.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class JsonTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "labels.0,a",
        "labels.10,k",
        "labels.00,null",
        "labels.010,null",
        "labels.+0,null",
        "labels.11,null",
        "labels.9999999,null"
      })
  void findsListItemsByTheirPlaceInItsUsualForm(String name, @Nullable String found) {
    JsonNode root =
        Json.parse(
            "{\"labels\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\"]}");

    JsonNode value = Json.find(root, name);

    assertThat(value == null ? null : value.stringValue()).isEqualTo(found);
  }
}
