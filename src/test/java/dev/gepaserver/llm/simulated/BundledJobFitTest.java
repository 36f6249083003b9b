package dev.gepaserver.llm.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.journal.ChatMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;

/** The bundled job and the simulated models are made for each other. */
class BundledJobFitTest {

  private final SimulatedWorker worker = new SimulatedWorker();
  private JsonNode job = Json.object();

  @BeforeEach
  void readsTheJob() throws IOException {
    job =
        Json.parse(
            new ClassPathResource("demo/ticket-routing.json")
                .getContentAsString(StandardCharsets.UTF_8));
  }

  @Test
  void theSeedSolvesNoTicket() {
    String seed = job.get("seedCandidate").get("system_prompt").stringValue();

    assertThat(tickets("trainset", "valset", "testset"))
        .allSatisfy(t -> assertThat(answer(seed, t)).isNotEqualTo(text(t, "answer")));
  }

  @Test
  void theRulesLearntFromTheTrainingSetSolveAllTickets() {
    Set<String> lines = new LinkedHashSet<>();
    for (JsonNode ticket : tickets("trainset")) {
      ReflectionRecord record = record(ticket);
      List<Lesson> lessons = Lessons.of(record, List.of(record));
      assertThat(lessons).as(record.toString()).hasSize(1);
      lines.add(lessons.getFirst().told());
    }

    String prompt = String.join("\n", lines);

    assertThat(tickets("trainset", "valset", "testset"))
        .allSatisfy(t -> assertThat(answer(prompt, t)).isEqualTo(text(t, "answer")));
  }

  private static ReflectionRecord record(JsonNode ticket) {
    String feedback =
        "Wrong. The expected answer is: %s\nThe whole output has to be exactly that.\npolicy: %s"
            .formatted(text(ticket, "answer"), text(ticket, "additionalContext.policy"));
    return new ReflectionRecord(
        text(ticket, "input"), SimulatedWorker.ANSWER_WITHOUT_A_RULE, feedback);
  }

  private String answer(String system, JsonNode ticket) {
    return worker.reply(
        List.of(new ChatMessage("system", system), new ChatMessage("user", text(ticket, "input"))),
        0);
  }

  private List<JsonNode> tickets(String... sets) {
    List<JsonNode> tickets = new ArrayList<>();
    for (String set : sets) {
      tickets.addAll(job.get(set).values());
    }
    return tickets;
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = Json.find(node, name);
    assertThat(value).isNotNull();
    return Json.inText(value);
  }
}
