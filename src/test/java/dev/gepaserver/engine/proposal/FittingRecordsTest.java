package dev.gepaserver.engine.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.engine.model.ReflectionRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FittingRecordsTest {

  @Test
  void leavesRecordsThatFitAsTheyAre() {
    List<ReflectionRecord> records = List.of(record('a', 50), record('b', 60));

    assertThat(FittingRecords.render(records, List.of(0.0, 1.0), 10_000))
        .isEqualTo(RecordRenderer.render(records));
  }

  @Test
  void cutsSuccessesBeforeFailures() {
    List<ReflectionRecord> records = List.of(record('s', 5_000), record('f', 5_000));

    String rendered = FittingRecords.render(records, List.of(1.0, 0.0), 6_500);

    assertThat(rendered).hasSizeLessThanOrEqualTo(6_500).contains("f".repeat(5_000));
    assertThat(count(rendered, 's')).isBetween(200L, 1_500L);
    assertThat(rendered).containsOnlyOnce("characters left out …]");
  }

  @Test
  void letsRecordsOfTheSameScoreShareAlike() {
    List<ReflectionRecord> records =
        List.of(record('p', 5_000), record('q', 5_000), record('w', 300));

    String rendered = FittingRecords.render(records, List.of(0.0, 0.0, 0.0), 4_500);

    assertThat(rendered).contains("w".repeat(300));
    assertThat(Math.abs(count(rendered, 'p') - count(rendered, 'q'))).isLessThan(10);
    assertThat(count(rendered, 'p')).isGreaterThan(1_500);
  }

  @Test
  void keepsTheHeadingsAndTheShortTextsOfARecord() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("Inputs", "i".repeat(20_000));
    values.put("Generated Outputs", Map.of("deep", List.of("o".repeat(20_000))));
    values.put("Feedback", "say BILLING");

    String rendered =
        FittingRecords.render(List.of(new ReflectionRecord(values)), List.of(0.0), 2_000);

    assertThat(rendered)
        .hasSizeLessThanOrEqualTo(2_000)
        .contains("# Example 1\n## Inputs\niii", "## Generated Outputs\n### deep\n#### Item 1\nooo")
        .endsWith("## Feedback\nsay BILLING\n\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 100, 700, 3_000, 50_000})
  void neverExceedsItsRoom(int most) {
    List<ReflectionRecord> records = new ArrayList<>();
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      records.add(record((char) ('a' + i % 26), i * 97));
      scores.add(i % 3 / 2.0);
    }

    String rendered = FittingRecords.render(records, scores, most);

    assertThat(rendered).hasSizeLessThanOrEqualTo(most);
    assertThat(FittingRecords.render(records, scores, most)).isEqualTo(rendered);
  }

  private static long count(String text, char letter) {
    // Headings and marks hold single letters only.
    return text.chars().filter(c -> c == letter).count();
  }

  private static ReflectionRecord record(char letter, int length) {
    return new ReflectionRecord(Map.of("Feedback", String.valueOf(letter).repeat(length)));
  }
}
