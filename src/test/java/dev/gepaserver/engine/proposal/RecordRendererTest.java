package dev.gepaserver.engine.proposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gepaserver.engine.model.ReflectionRecord;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordRendererTest {

  @Test
  void rendersRecordsAsTheSpecificationShows() {
    ReflectionRecord first = record("Inputs", " A\n", "Feedback", "B");
    ReflectionRecord second = record("Inputs", "C", "Feedback", "D");

    assertThat(RecordRenderer.render(List.of(first, second)))
        .isEqualTo(
            "# Example 1\n## Inputs\nA\n\n## Feedback\nB\n\n\n\n"
                + "# Example 2\n## Inputs\nC\n\n## Feedback\nD\n\n");
  }

  @Test
  void rendersNestedValuesUnderDeeperHeadings() {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("question", "Q");
    inputs.put("options", Arrays.asList("x", 2, null, true, 1.5));
    inputs.put("none", List.of());

    assertThat(RecordRenderer.render(List.of(record("Inputs", inputs, "More", Map.of()))))
        .isEqualTo(
            "# Example 1\n## Inputs\n### question\nQ\n\n### options\n"
                + "#### Item 1\nx\n\n#### Item 2\n2\n\n#### Item 3\nnull\n\n#### Item 4\ntrue\n\n"
                + "#### Item 5\n1.5\n\n### none\n\n## More\n\n");
  }

  @Test
  void givesNoHeadingMoreThanSixMarks() {
    Object value = "deep";
    for (int depth = 0; depth < 8; depth++) {
      value = Map.of("k" + depth, value);
    }

    assertThat(RecordRenderer.render(List.of(record("Inputs", value, "Feedback", "f"))))
        .contains("###### k4\n###### k3\n###### k2\n")
        .doesNotContain("#######");
  }

  @Test
  void refusesValuesThatAreNoJson() {
    assertThatThrownBy(() -> record("Inputs", new Object(), "Feedback", "f"))
        .hasMessageContaining("java.lang.Object");
  }

  private static ReflectionRecord record(
      String firstName, Object first, String secondName, Object second) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(firstName, first);
    values.put(secondName, second);
    return new ReflectionRecord(values);
  }
}
