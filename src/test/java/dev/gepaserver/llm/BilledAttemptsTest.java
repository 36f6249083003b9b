package dev.gepaserver.llm;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static dev.gepaserver.llm.TestModels.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.InMemoryJournal;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import dev.gepaserver.journal.Usage;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** What a call costs whose attempts give no answer, at 1 and 2 USD per million tokens. */
class BilledAttemptsTest {

  /** One message of 8 bytes, and 10 tokens of a reply. */
  private static final long MOST = (8 + 16 + 64) * 1_000 + 10 * 2_000;

  private static final long TOLD = 7 * 1_000 + 3 * 2_000;

  private final WireMockServer server = new WireMockServer(wireMockConfig().dynamicPort());
  private final InMemoryJournal journal = new InMemoryJournal();
  private @Nullable TestModels opened;

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    if (opened != null) {
      opened.close();
    }
    server.stop();
  }

  @ParameterizedTest
  @EnumSource
  void bookTheUsageOfAnswersThatHoldNoReply(Speech speech) {
    answer(okJson(withoutReply(speech)));

    assertThatThrownBy(() -> ask(speech, Map.of())).isInstanceOf(CallFailedException.Faulty.class);

    ModelCall call = journal.modelCalls().getFirst();
    assertThat(call.error().code()).isEqualTo("malformed");
    assertThat(call.usage()).isEqualTo(new Usage(21, 0, 0, 9, 3 * TOLD));
    server.verify(3, postRequestedFor(anyUrl()));
  }

  @Test
  void bookAnAnswerThatTellsNothingAtItsMost() {
    answer(okJson("not json"));

    assertThatThrownBy(() -> ask(Speech.OPENAI, Map.of()))
        .isInstanceOf(CallFailedException.Faulty.class);

    assertThat(journal.modelCalls().getFirst().usage()).isEqualTo(new Usage(0, 0, 0, 0, 3 * MOST));
  }

  @ParameterizedTest
  @EnumSource
  void bookALateAnswerAtItsMostAndSaySo(Speech speech) {
    answer(okJson(speech.answer("x")).withFixedDelay(10_000));

    assertThatThrownBy(() ->
            ask(
                speech,
                Map.of(
                    "gepa.providers.stub.timeout", "100ms", "gepa.providers.stub.max-attempts", 2)))
        .isInstanceOf(CallFailedException.Faulty.class);

    ModelCall call = journal.modelCalls().getFirst();
    assertThat(call.usage()).isEqualTo(new Usage(0, 0, 0, 0, 2 * MOST));
    assertThat(call.attemptErrors().getFirst().detail())
        .contains("may be billed, and counts with 0.000108 USD");
  }

  @Test
  void bookACutConnectionBesideTheAnswerThatFollows() {
    then(Scenario.STARTED, aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), "there");
    then("there", okJson(Speech.OPENAI.answer("x")), "there");

    ModelCall call = ask(Speech.OPENAI, Map.of());

    assertThat(call.attemptErrors().getFirst().code()).isEqualTo("network");
    assertThat(call.usage()).isEqualTo(new Usage(7, 0, 0, 3, MOST + TOLD));
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void bookNothingForWhoIsTurnedAway(int status) {
    then(Scenario.STARTED, aResponse().withStatus(status).withHeader("Retry-After", "0"), "there");
    then("there", okJson(Speech.OPENAI.answer("x")), "there");

    assertThat(ask(Speech.OPENAI, Map.of()).usage()).isEqualTo(new Usage(7, 0, 0, 3, TOLD));
  }

  @Test
  void endACallThatMayBeBilledNoOnceMore() {
    journal.billedAtMost(2);
    answer(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

    assertThatThrownBy(() -> ask(Speech.OPENAI, Map.of("gepa.providers.stub.max-attempts", 9)))
        .isInstanceOf(CallFailedException.Faulty.class);

    ModelCall call = journal.modelCalls().getFirst();
    assertThat(call.error().code()).isEqualTo("timeout");
    assertThat(call.usage().costNanos()).isEqualTo(2 * MOST);
    server.verify(2, postRequestedFor(anyUrl()));
  }

  private static String withoutReply(Speech speech) {
    ObjectNode answer = (ObjectNode) Json.parse(speech.answer("x"));
    switch (speech) {
      case OPENAI -> answer.putArray("choices");
      case ANTHROPIC -> answer.put("content", "lost");
      case GOOGLE -> answer.putArray("candidates");
      case OLLAMA -> answer.put("message", "lost");
    }
    return Json.write(answer);
  }

  private ModelCall ask(Speech speech, Map<String, ?> more) {
    Map<String, Object> settings = new HashMap<>(speech.settings(server.baseUrl(), "key-of-stub"));
    settings.put("gepa.providers.stub.max-attempts", 3);
    settings.putAll(more);
    opened = new TestModels(settings);
    TokenPrices prices = new TokenPrices(BigDecimal.ONE, null, BigDecimal.TWO, TokenPrices.JOB);
    ModelRef model = new ModelRef("stub", "m", null, 10, null, null, null).withPrices(prices);
    return opened
        .models()
        .ask(journal.scope(), "answer", Role.TASK, model, messages(null, "Capital?"));
  }

  private void answer(ResponseDefinitionBuilder answer) {
    server.stubFor(post(anyUrl()).willReturn(answer));
  }

  private void then(String state, ResponseDefinitionBuilder answer, String next) {
    server.stubFor(
        post(anyUrl())
            .inScenario("s")
            .whenScenarioStateIs(state)
            .willReturn(answer)
            .willSetStateTo(next));
  }
}
