package dev.gepaserver.engine.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.engine.model.Message;
import dev.gepaserver.engine.model.ReflectionOutcome;
import dev.gepaserver.engine.spi.ReflectionReply.Answered;
import dev.gepaserver.engine.spi.ReflectionReply.Finish;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstTextTest {

  @ParameterizedTest
  @ValueSource(strings = {"{{answer}}", "{{ answer }}", "{{the answer}}", "{{größe}}", "{{a | b}}"})
  void asksAgainForATextThatHoldsPlaceholders(String placeholder) {
    List<List<Message>> asked = new ArrayList<>();

    ReflectionOutcome outcome =
        FirstText.dialogue("text", "Route tickets.", 3, null)
            .hold((number, messages) -> {
              asked.add(messages);
              String text = number == 1 ? "Say " + placeholder + "." : "Say it.";
              return new Answered("```\n" + text + "\n```", Finish.STOP);
            });

    assertThat(outcome.newText()).contains("Say it.");
    assertThat(outcome.attempts()).hasSize(2);
    assertThat(asked.getLast().getLast().content())
        .contains("The text must hold no placeholders in double braces, but it has {{");
  }

  @Test
  void leavesOtherBracesAlone() {
    ReflectionOutcome outcome =
        FirstText.dialogue("text", "Route tickets.", 1, null)
            .hold((number, messages) ->
                new Answered("```\nAnswer {\"queue\": {}} or {{}}.\n```", Finish.STOP));

    assertThat(outcome.newText()).contains("Answer {\"queue\": {}} or {{}}.");
  }
}
