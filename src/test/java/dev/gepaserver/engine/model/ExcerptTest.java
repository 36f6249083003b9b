package dev.gepaserver.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {

  @Test
  void leavesAShortTextAlone() {
    assertThat(Excerpt.of("x".repeat(100), 100)).isEqualTo("x".repeat(100));
  }

  @Test
  void keepsBeginningAndEndAndSaysHowMuchIsMissing() {
    String text = "begin" + "x".repeat(20_000) + "end";

    String excerpt = Excerpt.of(text, 200);

    assertThat(excerpt).hasSizeLessThanOrEqualTo(200).startsWith("beginxxx").endsWith("xxxend");
    int kept = excerpt.replaceAll("\\[… .* left out …]", "").length();
    assertThat(excerpt).contains("[… %,d characters left out …]".formatted(text.length() - kept));
  }

  @Test
  void neverCutsAPairOfSurrogatesInTwo() {
    String text = "\uD83D\uDE00".repeat(500);

    for (int most = 60; most < 140; most++) {
      for (String shifted : new String[] {text, "a" + text, text + "z"}) {
        String kept = Excerpt.of(shifted, most).replaceAll("\\[… .* left out …]", "");
        assertThat(kept.codePoints().filter(c -> c >= 0xD800 && c <= 0xDFFF)).isEmpty();
      }
    }
  }
}
