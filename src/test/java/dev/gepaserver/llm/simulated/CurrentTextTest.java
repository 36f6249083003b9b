package dev.gepaserver.llm.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CurrentTextTest {

  private static final String RECORDS = "# Example 1\n## Inputs\nA\n\n## Feedback\nB\n\n";

  @Test
  void stillFindsTheTextWhereThePromptEndsWithASampleOfAnAnswer() {
    String prompt =
        "<current_text>\nRoute it.\n</current_text>\n<examples>\n"
            + RECORDS
            + "</examples>\n```\nthe complete new text\n```\n";

    assertThat(CurrentText.in(prompt)).isEqualTo("Route it.");
  }

  @Test
  void findsTheTextBehindTheRecordsWhereNoneStandsBefore() {
    String prompt = RECORDS + "The text:\n```\nRoute it.\n```\n";

    assertThat(CurrentText.in(prompt)).isEqualTo("Route it.");
  }

  @Test
  void takesWhatStandsBeforeTheRecordsWhereNothingIsMarked() {
    assertThat(CurrentText.in("Route it.\n\n" + RECORDS)).isEqualTo("Route it.");
  }
}
