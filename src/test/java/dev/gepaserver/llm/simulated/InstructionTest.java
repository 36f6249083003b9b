package dev.gepaserver.llm.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.llm.simulated.Instruction.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the worker does with sentences about the form, and how the reflector comes to them. */
class InstructionTest {

  private static final String ASKED =
      "Anna Lind asks Ben to send 20 letters to x.y@post.example or call 0170 555 2210. I agree.";

  static Stream<Instruction> all() {
    return Arrays.stream(Kind.values())
        .map(kind ->
            new Instruction(
                kind,
                switch (kind) {
                  case USE, KEEP, AVOID, MENTION, BEGIN, END -> "two words";
                  case LENGTH -> "7";
                  case NO_NAMES, NO_ADDRESSES, NO_NUMBERS, SMALL, CAPITALS -> "";
                }));
  }

  @ParameterizedTest
  @MethodSource("all")
  void isReadAgainAsItWasWritten(Instruction instruction) {
    assertThat(Instruction.readAll(instruction.in("Rewrite it."))).containsExactly(instruction);
    assertThat(instruction.heededIn(instruction.in("Rewrite it."))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "If the ticket is to mention \"a\", answer B.",
        "Reply with the name of the queue and leave out the rest.",
        "Do not keep anybody waiting.",
        ""
      })
  void takesOtherSentencesForNone(String sentence) {
    assertThat(Instruction.readAll(sentence)).isEmpty();
  }

  @Test
  void readsSeveralOfOneLine() {
    assertThat(Instruction.readAll("policy: Leave out names. Keep \"Excel\". Keep \"May\"."))
        .extracting(Instruction::value)
        .containsExactly("", "Excel", "May");
  }

  @Test
  void takesThePlaceOfAnotherOfItsKindWhereOnlyOneCanHold() {
    String text = new Instruction(Kind.LENGTH, "9").in("Rewrite it.\n\n- Mention \"a b\".");

    assertThat(new Instruction(Kind.MENTION, "c").in(new Instruction(Kind.LENGTH, "5").in(text)))
        .isEqualTo("Rewrite it.\n\n- Mention \"a b\".\n- Use at most 5 words.\n- Mention \"c\".");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "Leave out names.|Anna someone asks someone to send 20 letters to x.y@post.example or call 0170 555 2210. I agree.",
        "Leave out names. Keep \"Ben\".|Anna someone asks Ben to send 20 letters to x.y@post.example or call 0170 555 2210. I agree.",
        "Leave out e-mail addresses. Leave out long numbers.|Anna Lind asks Ben to send 20 letters to an address or call a number. I agree.",
        "Use at most 3 words.|Anna Lind asks",
        "Use at most 6 words. Begin with \"Note:\". End with \"The end\".|Note: Anna Lind asks The end",
        "Use at most 4 words. Mention \"lunch\".|Anna Lind asks lunch",
        "Do not use \"letters\". Use at most 8 words.|Anna Lind asks Ben to send 20 to",
        "Use at most 2 words. Use small letters only.|anna lind",
        "Use at most 2 words. Use capital letters only.|ANNA LIND",
      })
  void bringsItsAnswerIntoTheForm(String instructions, String answer) {
    String system = "Rewrite what you are given. " + instructions;

    assertThat(reply(new SimulatedWorker(), system, ASKED + "\n\nMore.")).isEqualTo(answer);
  }

  @Test
  void looksUpWhatFollowsAPhrase() {
    String system =
        "Repeat the text.\n- If the text mentions \"Where\", answer what follows \"was born in\".";

    assertThat(reply(new SimulatedWorker(), system, "Ada was born in Port Amsel, a town. Where?"))
        .isEqualTo("Port Amsel");
    assertThat(reply(new SimulatedWorker(), system, "Ada is away.\n\nWhere?"))
        .isEqualTo("Ada is away.");
  }

  @Test
  void learnsTheRuleThatLooksTheExpectedAnswerUp() {
    String text =
        newText(
            "Where was Ada born?\nAda was born in Lundby. Ada was taught by Ole.",
            "Ada was born in Lundby.",
            "Score 0.4. The expected answer is: Lundby\nfirst: If the question says \"Ada\", answer what follows \"taught by\".\n"
                + "then: If the question says \"Where\", answer what follows \"born in\".");

    assertThat(text)
        .isEqualTo(
            "Rewrite it.\n\n- If the text mentions \"Where\", answer what follows \"born in\".");
  }

  @Test
  void learnsWhatFailedChecksAskFor() {
    String feedback =
        "1 of 4 checks are met. Not met:\n- max_words 5: the output has 9 words\n- starts_with NOTE:: it starts otherwise\n"
            + "- min_bullets 2: the output has 0 bullets";

    assertThat(FailedChecks.remedies(feedback))
        .containsExactly(new Instruction(Kind.LENGTH, "5"), new Instruction(Kind.BEGIN, "NOTE:"));
    assertThat(newText("a b", "a b", feedback))
        .isEqualTo("Rewrite it.\n\n- Use at most 5 words.\n- Begin with \"NOTE:\".");
    assertThat(
            FailedChecks.remedies(
                "- required_words a, b: missing \"b\"\n- forbidden_texts c: found \"c\"\n- ends_with x: it ends otherwise\n"
                    + "- lower_case: it has capital letters\n- upper_case: it has small letters"))
        .extracting(Instruction::kind)
        .containsExactly(Kind.MENTION, Kind.AVOID, Kind.END, Kind.SMALL, Kind.CAPITALS);
  }

  @Test
  void prefersWhatTheFeedbackStatesToWhatChecksAskFor() {
    assertThat(
            newText(
                "Ask Ben.",
                "Ask Ben.",
                "- forbidden_words Ben: found \"Ben\"\nrule: Leave out names."))
        .isEqualTo("Rewrite it.\n\n- Leave out names.");
  }

  @Test
  void changesTheLinesThatFeedbackProposesToChange() {
    Edit edit = new Edit("b = 1", "b = 2");

    assertThat(Edit.readAll("Wrong. Changing the line `b = 1` to `b = 2` would mend it."))
        .containsExactly(edit);
    assertThat(edit.in("a = 1\nb = 1")).isEqualTo("a = 1\nb = 2");
    assertThat(edit.heededIn("a = 1\nb = 1")).isFalse();
    assertThat(edit.heededIn(edit.in("a = 1\nb = 1"))).isTrue();
  }

  private static String newText(String inputs, String output, String feedback) {
    String prompt =
        "<current_text>\nRewrite it.\n</current_text>\n# Example 1\n## Inputs\n%s\n\n## Generated Outputs\n%s\n\n## Feedback\n%s\n\n"
            .formatted(inputs, output, feedback);
    String reply = new SimulatedReflector().reply(List.of(new ChatMessage("user", prompt)), 7 + 8);
    return reply.substring(reply.indexOf("```") + 3, reply.lastIndexOf("```")).strip();
  }

  private static String reply(SimulatedModel model, String system, String user) {
    return model.reply(
        List.of(new ChatMessage("system", system), new ChatMessage("user", user)), 0);
  }
}
