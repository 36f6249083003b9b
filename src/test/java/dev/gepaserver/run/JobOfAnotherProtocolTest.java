package dev.gepaserver.run;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.gepaserver.common.Json;
import dev.gepaserver.llm.Speech;
import dev.gepaserver.testing.Service;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A job through the whole service whose models speak no OpenAI. */
class JobOfAnotherProtocolTest {

  private static final String KEY = "key-of-claude-0123456789";

  @Test
  void runsWithModelsOfAnthropic() {
    WireMockServer server = new WireMockServer(wireMockConfig().dynamicPort());
    server.start();
    server.stubFor(
        post("/v1/messages")
            .willReturn(okJson(Speech.ANTHROPIC.answer("```\nAnswer with Paris.\n```"))));
    try (Service service =
        Service.fresh(
            "gepa.providers.claude.type=anthropic",
            "gepa.providers.claude.base-url=" + server.baseUrl(),
            "gepa.providers.claude.api-key=" + KEY)) {

      JsonNode view = service.settled(service.submit(job()));

      assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
      assertThat(view.at("/usage/task/inputTokens").longValue())
          .isEqualTo(7 * view.at("/usage/task/calls").longValue());
      assertThat(view.at("/usage/reflection/calls").longValue()).isPositive();
      List<JsonNode> calls = service.all("/jobs/" + view.get("id").stringValue() + "/model-calls");
      assertThat(calls)
          .hasSize(
              server
                  .countRequestsMatching(postRequestedFor(urlEqualTo("/v1/messages")).build())
                  .getCount())
          .allSatisfy(call -> assertThat(call.get("provider").stringValue()).isEqualTo("claude"));
      assertThat(view + calls.toString()).doesNotContain(KEY);
    } finally {
      server.stop();
    }
  }

  private static ObjectNode job() {
    return (ObjectNode)
        Json.parse(
            """
            {"name": "capitals", "seedCandidate": {"text": "Answer."},
             "trainset": [{"input": "Capital of France?", "answer": "Paris"}, {"input": "Capital of Peru?", "answer": "Lima"}],
             "system": {"type": "prompt", "model": {"provider": "claude", "model": "m", "stop": ["END"], "reasoningEffort": "low"}},
             "evaluator": {"type": "contains", "expected": "{{answer}}"},
             "reflection": {"model": "claude/m"}, "budget": {"maxIterations": 2}}
            """);
  }
}
