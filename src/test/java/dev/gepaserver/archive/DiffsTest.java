package dev.gepaserver.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiffsTest {

  private static final String NO_NEWLINE = "\n\\ No newline at end of file";

  @Test
  void tellsApartTextsThatDifferOnlyInTheLastNewline() {
    assertThat(diff("a\nb", "a\nb\n")).isEqualTo(" a\n-b" + NO_NEWLINE + "\n+b");
    assertThat(diff("a\n", "a")).isEqualTo("-a\n+a" + NO_NEWLINE);
    assertThat(diff("a\n", "a\n\n")).isEqualTo(" a\n+");
  }

  @Test
  void tellsApartLineEnds() {
    assertThat(diff("a\r\nb\n", "a\nb\n")).isEqualTo("-a\r\n+a\n b");
  }

  @Test
  void marksALastLineThatStays() {
    assertThat(diff("a\nz", "b\nz")).isEqualTo("-a\n+b\n z" + NO_NEWLINE);
  }

  @Test
  void showsATextThatLooksLikeAHeading() {
    assertThat(diff("", "@@ x")).isEqualTo("+@@ x" + NO_NEWLINE);
  }

  @ParameterizedTest
  @CsvSource({"''", "a", "'a\n'"})
  void isEmptyForEqualTexts(String text) {
    assertThat(Diffs.between(0, Map.of("p", text), 1, Map.of("p", text)))
        .isEqualTo(Map.of("p", ""));
  }

  /** Without the two names and the place. */
  private static String diff(String before, String after) {
    String whole = Diffs.between(0, Map.of("p", before), 1, Map.of("p", after)).get("p");
    assertThat(whole).startsWith("--- p of candidate 0\n+++ p of candidate 1\n@@ -");
    return whole.substring(whole.indexOf(" @@\n") + " @@\n".length());
  }
}
