package dev.gepaserver.llm.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.journal.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the worker does with rules, what the reflector makes of feedback, and that both together get
 * somewhere.
 */
class SimulatedModelsTest {

  private static final long FAULTLESS = 7 + 8;

  private static final String DEFAULT_LIKE =
      """
      Improve one text.

      # The text as it is

      <current_text>
      %s
      </current_text>

      # What happened with it

      <examples>
      %s
      </examples>

      The scores; higher is better:
      Example 1: score 0

      # Your answer

      Say why, with the "right words", and then:

      ```
      the complete new text
      ```
      """;

  private static final String FENCED =
      """
      This is the instruction:
      ```
      %s
      ```
      These are runs of it:
      ```
      %s
      ```
      Write a better one within ``` blocks.
      """;

  private final SimulatedWorker worker = new SimulatedWorker();
  private final SimulatedReflector reflector = new SimulatedReflector();

  @Test
  void worksByTheRuleThatFitsMostExactly() {
    String prompt =
        """
        Route the ticket.
        - If the ticket mentions "refund to a different card", answer BILLING-3.
        - If the ticket mentions "refund", answer BILLING-1.
        """;

    assertThat(work(prompt, "A Refund to a different card, please")).isEqualTo("BILLING-3");
    assertThat(work(prompt, "A refund, please")).isEqualTo("BILLING-1");
    assertThat(work(prompt, "Hello")).isEqualTo("GENERAL");
  }

  @Test
  void worksByTheLaterOfTwoRulesThatFitEquallyAndByAnOtherwise() {
    String prompt =
        "If \"abc\" is there, answer A.\nIf \"xyz\" is there, answer B.\nOtherwise, answer C.";

    assertThat(work(prompt, "abc xyz")).isEqualTo("B");
    assertThat(work(prompt, "nothing")).isEqualTo("C");
  }

  @Test
  void findsRulesInAUserMessageAndDoesNotTakeThemForTheInput() {
    List<ChatMessage> messages =
        List.of(
            new ChatMessage(
                "user", "Rules:\n- If the text mentions \"abc\", answer A.\n\nText: xyz"));

    assertThat(worker.reply(messages, 0)).isEqualTo("GENERAL");
  }

  @ParameterizedTest
  @ValueSource(strings = {DEFAULT_LIKE, FENCED})
  void learnsTheStatedRuleAndKeepsTheRest(String template) {
    String current = "Route the {{kind}} ticket.\n\n- If the text mentions \"abc\", answer A.";

    String text =
        newText(
            template.formatted(
                current,
                record(
                    "My card was charged twice.",
                    "GENERAL",
                    "Wrong. The expected answer is: BILLING-2\npolicy: Tickets that mention \"charged twice\" go to BILLING-2.")),
            FAULTLESS);

    assertThat(text)
        .isEqualTo(current + "\n- If the text mentions \"charged twice\", answer BILLING-2.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "expected BILLING-2 but got GENERAL",
        "Expected: BILLING-2, got: GENERAL",
        "The correct answer was \"BILLING-2\".",
        "It should have been BILLING-2.",
        "Incorrect. Right answer: `BILLING-2`"
      })
  void makesARuleOfAnyFeedbackThatTellsTheRightAnswer(String feedback) {
    String prompt =
        DEFAULT_LIKE.formatted(
            "Route.", record("Please help: overcharged again", "GENERAL", feedback));

    assertThat(newText(prompt, FAULTLESS))
        .contains("- If the text mentions \"overcharged\", answer BILLING-2.");
  }

  @Test
  void saysSoWhereThereIsNothingToLearn() {
    String prompt =
        DEFAULT_LIKE.formatted("Route.", record("x", "A", "Right. The expected answer is: A"));

    assertThat(reflect(prompt, 0)).startsWith("There is nothing to learn");
    assertThat(newText(prompt, 0)).isEqualTo("Route.");
  }

  @Test
  void writesAFirstTextWhereThereIsNone() {
    assertThat(newText("Write the first text for: route tickets.", 0)).isNotBlank();
  }

  @Test
  void doesItsBestWhenAskedAgain() {
    String prompt =
        DEFAULT_LIKE.formatted(
            "Route.",
            record("I was charged twice", "GENERAL", "Expected B. \"charged twice\" goes to B."));
    List<ChatMessage> again =
        List.of(
            new ChatMessage("user", prompt),
            new ChatMessage("assistant", "?"),
            new ChatMessage("user", "Give a fenced block."));

    assertThat(reflector.reply(again, 0)).contains("\"charged twice\", answer B.");
  }

  @Test
  void replacesARuleThatGivesTheWrongAnswer() {
    String current = "Route.\n\n- If the text mentions \"charged twice\", answer A.";

    String text =
        newText(
            DEFAULT_LIKE.formatted(
                current, record("charged twice", "A", "Expected B. \"charged twice\" goes to B.")),
            FAULTLESS);

    assertThat(text).isEqualTo("Route.\n\n- If the text mentions \"charged twice\", answer B.");
  }

  @Test
  void improvesAPromptStepByStepWithSomeStepsRejected() {
    List<Map.Entry<String, String>> tickets = new ArrayList<>();
    List<String> phrases =
        List.of(
            "charged twice",
            "refund",
            "refund to a different card",
            "error code",
            "error code 77",
            "VAT number");
    for (int i = 0; i < 24; i++) {
      String phrase = phrases.get(i % phrases.size());
      tickets.add(
          Map.entry("Ticket no. " + i + ": please look at the " + phrase + " of mine.", phrase));
    }
    Random random = new Random(0);
    String current = "Route the ticket.";
    int rejected = 0;
    for (int i = 0; i < 40; i++) {
      List<Map.Entry<String, String>> batch = new ArrayList<>();
      for (int k = 0; k < 3; k++) {
        batch.add(tickets.get(random.nextInt(tickets.size())));
      }
      if (solved(current, batch) == 3) {
        continue;
      }
      StringBuilder records = new StringBuilder();
      for (int k = 0; k < 3; k++) {
        records
            .append(
                record(
                        batch.get(k).getKey(),
                        work(current, batch.get(k).getKey()),
                        feedback(batch.get(k).getValue()))
                    .replace("# Example 1", "# Example " + (k + 1)))
            .append("\n\n");
      }
      String prompt = DEFAULT_LIKE.formatted(current, records);
      String child = newText(prompt, Long.parseLong(Json.sha256(prompt).substring(0, 15), 16));
      if (solved(child, batch) > solved(current, batch)) {
        current = child;
      } else {
        rejected++;
      }
    }

    assertThat(solved(current, tickets)).isEqualTo(24);
    assertThat(rejected).isPositive();
  }

  private int solved(String prompt, List<Map.Entry<String, String>> tickets) {
    return (int)
        tickets.stream().filter(t -> work(prompt, t.getKey()).equals(queue(t.getValue()))).count();
  }

  private static String queue(String phrase) {
    return "Q-" + Json.sha256(phrase).substring(0, 4);
  }

  private static String feedback(String phrase) {
    return "Wrong or right. The expected answer is: %s\npolicy: Tickets that mention \"%s\" go to %s; this wins."
        .formatted(queue(phrase), phrase, queue(phrase));
  }

  private String work(String system, String user) {
    return worker.reply(
        List.of(new ChatMessage("system", system), new ChatMessage("user", user)), 0);
  }

  private String reflect(String prompt, long draw) {
    return reflector.reply(List.of(new ChatMessage("user", prompt)), draw);
  }

  private String newText(String prompt, long draw) {
    String reply = reflect(prompt, draw);
    int first = reply.indexOf("```");
    int last = reply.lastIndexOf("```");
    assertThat(last).isGreaterThan(first);
    return reply.substring(first + 3, last).strip();
  }

  private static String record(String inputs, String output, String feedback) {
    return "# Example 1\n## Inputs\n%s\n\n## Generated Outputs\n%s\n\n## Feedback\n%s\n\n"
        .formatted(inputs, output, feedback);
  }
}
