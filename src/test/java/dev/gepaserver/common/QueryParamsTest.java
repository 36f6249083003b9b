package dev.gepaserver.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParamsTest {

  @Test
  void readsWholeNumbersAndChoices() {
    QueryParams params =
        QueryParams.of(Map.of("n", List.of("007"), "c", List.of("b"), "t", List.of("a\u0000b")));

    assertThat(params.whole("n")).isEqualTo(7);
    assertThat(params.whole("left out")).isNull();
    assertThat(params.choice("c", List.of("a", "b"))).isEqualTo("b");
    assertThat(params.one("t")).isEqualTo("a\uFFFDb");
    params.end();
  }

  @Test
  void tellsEveryFaultAtOnce() {
    Map<String, List<String>> given = new LinkedHashMap<>();
    given.put("n", List.of("-1"));
    given.put("m", List.of("1", "2"));
    given.put("c", List.of("x"));
    given.put("cursor", List.of(Cursor.encode("-5")));
    given.put("limit", List.of("0"));
    given.put("other", List.of(""));
    QueryParams params = QueryParams.of(given);

    params.whole("n");
    params.whole("m");
    params.choice("c", List.of("a", "b"));
    params.numberedPage();

    assertThatThrownBy(params::end)
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(e.faults())
                    .extracting(Fault::pointer)
                    .containsExactly("n", "m", "c", "limit", "cursor", "other"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "+1", "01", "x", "", "1 ", "9223372036854775808", "1.0", "٣"})
  void refusesCursorsThatNoListGaveOut(String key) {
    Map<String, List<String>> given = Map.of("cursor", List.of(Cursor.encode(key)));
    QueryParams params = QueryParams.of(given);

    params.numberedPage();

    assertThatThrownBy(params::end).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> new Cursor(1, key).afterNumber())
        .isInstanceOf(InvalidInputException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MQ==", "MR", "*", "/w", "_w"})
  void refusesCursorsInAnotherSpelling(String cursor) {
    assertThatThrownBy(() -> Cursor.of(null, cursor)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void takesTheLargestCursor() {
    Cursor cursor = new Cursor(1, Long.toString(Long.MAX_VALUE));

    assertThat(cursor.afterNumber()).isEqualTo(Long.MAX_VALUE);
  }
}
