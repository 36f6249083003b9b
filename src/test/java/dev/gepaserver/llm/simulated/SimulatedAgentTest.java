package dev.gepaserver.llm.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ToolRequest;
import dev.gepaserver.llm.OfferedTool;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedAgentTest {

  private static final List<ChatMessage> ASKED =
      List.of(
          new ChatMessage("system", "Answer."),
          new ChatMessage("user", "How long is the vacation after 7 years?"));

  private final SimulatedAgent agent = new SimulatedAgent();

  @Test
  void callsNoToolWhoseDescriptionSaysNothingOfTheQuestion() {
    assertThat(agent.call(ASKED, List.of(tool("look", "Answers many questions about things."))))
        .isNull();
    assertThat(agent.reply(ASKED, 0)).isEqualTo("I do not know.");
  }

  @Test
  void callsTheToolWhoseDescriptionHasMostOfTheQuestionsWords() {
    ToolRequest call =
        agent.call(
            ASKED,
            List.of(
                tool("years", "Counts years."),
                tool("rules", "Look here if the text mentions \"vacation\" and years.")));

    assertThat(call.name()).isEqualTo("rules");
    assertThat(Json.parse(call.arguments()))
        .isEqualTo(
            Json.parse("{\"query\": \"How long is the vacation after 7 years?\", \"n\": 7}"));
  }

  @Test
  void answersWithTheFittingSentenceOfTheResult() {
    ToolRequest call = agent.call(ASKED, List.of(tool("rules", "On vacation.")));
    List<ChatMessage> told =
        List.of(
            ASKED.getFirst(),
            ASKED.getLast(),
            ChatMessage.result(
                call,
                "[{\"id\": \"d1\", \"text\": \"Lunch is free. The vacation is 30 days after seven years.\"}]"));

    assertThat(agent.call(told, List.of(tool("rules", "On vacation.")))).isNull();
    assertThat(agent.reply(told, 0)).isEqualTo("The vacation is 30 days after seven years.");
  }

  private static OfferedTool tool(String name, String description) {
    return new OfferedTool(
        name,
        description,
        Json.parse(
            """
            {"type": "object", "required": ["query", "n"],
             "properties": {"query": {"type": "string"}, "n": {"type": "integer"}, "other": {"type": "string"}}}
            """));
  }
}
