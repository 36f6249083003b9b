package dev.gepaserver.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceStepTest {

  private static List<TraceStep> steps(String trace) {
    return TraceStep.of(Json.parse(trace));
  }

  @Test
  void drawsACallAsItsMessages() {
    List<TraceStep> steps =
        steps(
            """
            {"messages": [{"role": "system", "content": "Route it."}, {"role": "user", "content": "Hello"}],
             "reply": "SALES-1", "finishReason": "stop", "usage": {"inputTokens": 4}}\
            """);

    assertThat(steps)
        .singleElement()
        .satisfies(step -> {
          assertThat(said(step))
              .containsExactly("system: Route it.", "user: Hello", "reply: SALES-1");
          assertThat(step.fields()).containsOnlyKeys("finishReason", "usage");
        });
  }

  @Test
  void takesAPipelineApartIntoItsSteps() {
    List<TraceStep> steps =
        steps(
            """
            {"steps": [{"id": "find", "type": "retrieve", "input": {"query": "q"}, "output": [], "error": null},
             {"id": "say", "type": "llm", "input": [{"role": "user", "content": "Say"}], "reply": "yes", "output": "yes"}]}\
            """);

    assertThat(steps).extracting(TraceStep::name).containsExactly("find", "say");
    assertThat(steps).extracting(TraceStep::kind).containsExactly("retrieve", "llm");
    assertThat(steps.getFirst().fields()).containsOnlyKeys("input", "output");
    assertThat(said(steps.getLast())).containsExactly("user: Say", "reply: yes");
    assertThat(steps.getLast().fields()).isEmpty();
  }

  @Test
  void takesAnAgentApartIntoItsTurnsWithTheCallsOfTools() {
    List<TraceStep> steps =
        steps(
            """
            {"messages": [{"role": "user", "content": "Where?"}],
             "turns": [{"reply": "", "toolCalls": [{"name": "map", "arguments": "{}", "result": "here", "error": null},
             {"name": "clock", "arguments": "{}", "result": null, "error": "no such tool"}]}, {"reply": "Here."}]}\
            """);

    assertThat(steps)
        .extracting(TraceStep::name)
        .containsExactly("at the start", "turn 1", "turn 2");
    assertThat(steps.stream().flatMap(step -> said(step).stream()))
        .containsExactly(
            "user: Where?",
            "calls map: {}",
            "map answers: here",
            "calls clock: {}",
            "clock failed: no such tool",
            "reply: Here.");
  }

  @Test
  void showsAnyOtherTraceByItsFields() {
    assertThat(steps("[{\"tool\": \"search\", \"hits\": 2}, \"done\"]"))
        .extracting(TraceStep::name)
        .containsExactly("search", "step 2");
    assertThat(steps("{\"a\": 1}"))
        .singleElement()
        .satisfies(step -> assertThat(step.fields()).containsOnlyKeys("a"));
    assertThat(steps("null")).isEmpty();
  }

  private static List<String> said(TraceStep step) {
    return step.messages().stream().map(m -> m.from() + ": " + Json.inText(m.content())).toList();
  }
}
