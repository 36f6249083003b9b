package dev.gepaserver.llm.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.journal.ChatMessage;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SimulatedJudgeTest {

  @Test
  void givesPointsForTheShareOfTheExpectedWords() {
    JsonNode reply =
        reply(
            "<rubric>\nBe right.\n</rubric>\n<expected_answer>\nEiffel Tower\n</expected_answer>\n"
                + "<output>\nThe tower.\n</output>\n\"score\": a number from 1 to 5}");

    assertThat(reply.get("score").doubleValue()).isEqualTo(3);
    assertThat(reply.get("reason").stringValue())
        .isEqualTo("Missing: eiffel. The expected answer is: Eiffel Tower");
  }

  @Test
  void givesPointsForTheQuotedPhrasesOfTheRubricWhereNoAnswerIsExpected() {
    JsonNode reply =
        reply(
            "<rubric>\nSays \"good day\" and \"thank you\".\n</rubric>\n<output>\nGood day!\n"
                + "</output>\na number from 0 to 10}");

    assertThat(reply.get("score").doubleValue()).isEqualTo(5);
    assertThat(reply.get("reason").stringValue()).isEqualTo("Missing: thank you.");
  }

  @Test
  void givesHalfOfTheScaleWhereItCannotTell() {
    assertThat(reply("Judge this.").get("score").doubleValue()).isEqualTo(5);
  }

  private static JsonNode reply(String prompt) {
    return Json.parse(new SimulatedJudge().reply(List.of(new ChatMessage("user", prompt)), 0));
  }
}
