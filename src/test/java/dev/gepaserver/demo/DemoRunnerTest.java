package dev.gepaserver.demo;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DemoRunnerTest {

  private static final String JOBS = "/api/v1/jobs";
  private static final String JOB = JOBS + "/j1";
  private static final BundledJob BUNDLED = new BundledJob("{\"name\":\"demo\"}");

  @RegisterExtension
  static final WireMockExtension SERVICE =
      WireMockExtension.newInstance().options(options().dynamicPort()).build();

  @Test
  void submitsFollowsAndTellsWhatCameOfTheJob() throws Exception {
    submitted(running(0, 0));
    looks(running(1, 30), running(2, 66), completed());
    differs();

    String shown = run(false);

    SERVICE.verify(
        postRequestedFor(urlEqualTo(JOBS))
            .withHeader("Idempotency-Key", equalTo(BUNDLED.idempotencyKey()))
            .withRequestBody(equalToJson(BUNDLED.body())));
    assertThat(shown)
        .contains("iteration 1, rollouts 30 of 450")
        .contains("iteration 2, rollouts 66 of 450, best score 0.250, candidates 2")
        .contains("best score 0.958, candidates 9")
        .contains("+- If the ticket mentions \"refund\", answer BILLING-1.")
        .contains("validation score   0.000    0.958")
        .contains("test score         0.000    0.917")
        .contains("simulated")
        .contains("curl -s " + SERVICE.baseUrl() + JOB + "/pareto");
  }

  @Test
  void writesOneLineOverAndOverOnATerminal() throws Exception {
    submitted(running(0, 0));
    looks(running(1, 30), running(1, 33), completed());
    differs();

    String shown = run(true);

    // Not lines(), which ends a line at a carriage return too.
    assertThat(shown.split("\n"))
        .filteredOn(l -> l.contains("rollouts 33 of 450"))
        .singleElement()
        .satisfies(
            l -> assertThat(l).contains("rollouts 30 of 450").contains("rollouts 450 of 450"));
    assertThat(shown).contains("\riteration 1, rollouts 33 of 450");
  }

  @Test
  void showsNoLineTwiceWithoutATerminal() throws Exception {
    submitted(running(1, 30));
    looks(running(1, 31), running(1, 32), completed());
    differs();

    String shown = run(false);

    assertThat(shown.lines().filter(l -> l.startsWith("iteration 1,"))).hasSize(1);
    assertThat(shown).doesNotContain("\r");
  }

  @Test
  void estimatesTheTimeLeftFromTheRolloutsSeen() throws Exception {
    submitted(running(0, 0));
    looks(running(1, 150), completed());
    differs();

    String shown = run(false);

    // The test's clock goes on by one second with every look: 150 rollouts in 1 s leave 2 s for
    // 300.
    assertThat(shown)
        .contains("rollouts 150 of 450, best score 0.250, candidates 2, about 2 s left");
  }

  @Test
  void tellsTheResultOfAJobThatHadEndedBefore() throws Exception {
    submitted(completed());
    differs();

    String shown = run(false);

    assertThat(shown)
        .contains("has run on this data directory before")
        .contains("test score         0.000    0.917")
        .contains("Submit it again as a new job:");
    SERVICE.verify(0, getRequestedFor(urlEqualTo(JOB)));
  }

  @Test
  void saysThatItGoesOnWithAnInterruptedJob() throws Exception {
    submitted(running(3, 120));
    looks(completed());
    differs();

    String shown = run(false);

    assertThat(shown).contains("Going on with job j1, begun before: 120 rollouts are done.");
  }

  @Test
  void tellsTheErrorOfAFailedJob() throws Exception {
    submitted(running(0, 0));
    looks(
        view(
            "FAILED",
            1,
            30,
            "null",
            "{\"code\": \"reflection-failing\", \"detail\": \"no text came\"}"));

    String shown = run(false);

    assertThat(shown)
        .contains("The job is FAILED: reflection-failing: no text came")
        .contains("No candidate was better than the seed.");
  }

  @Test
  void tellsWhyTheServiceRefusesTheJob() throws Exception {
    SERVICE.stubFor(
        post(JOBS).willReturn(jsonResponse("{\"detail\": \"budget is missing\"}", 400)));

    String shown = run(false);

    assertThat(shown)
        .contains("The demo cannot go on")
        .contains("400")
        .contains("budget is missing");
  }

  @Test
  void saysSoWhenTheServiceCutsTheLine() throws Exception {
    submitted(running(0, 0));
    SERVICE.stubFor(get(JOB).willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));

    String shown = run(false);

    assertThat(shown).contains("The demo cannot go on").contains("goes on answering");
  }

  private static String run(boolean terminal) throws InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    AtomicLong seconds = new AtomicLong();
    InstantSource clock = () -> Instant.ofEpochSecond(seconds.getAndIncrement());
    try (DemoClient client = new DemoClient(SERVICE.baseUrl());
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      new DemoRunner(client, BUNDLED, out, terminal, clock, Duration.ofMillis(1)).run();
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void submitted(String view) {
    SERVICE.stubFor(post(JOBS).willReturn(jsonResponse(view, 202)));
  }

  private static void looks(String... views) {
    for (int i = 0; i < views.length; i++) {
      boolean last = i == views.length - 1;
      SERVICE.stubFor(
          get(JOB)
              .inScenario("looks")
              .whenScenarioStateIs(i == 0 ? STARTED : "look " + i)
              .willReturn(okJson(views[i]))
              .willSetStateTo("look " + (last ? i : i + 1)));
    }
  }

  private static void differs() {
    SERVICE.stubFor(
        get(JOB + "/candidates/7/diff?against=0")
            .willReturn(
                okJson(
                    """
                    {"components": {"system_prompt": "--- 0\\n+++ 7\\n@@ -1 +1,2 @@\\n Route.\\n\
                    +- If the ticket mentions \\"refund\\", answer BILLING-1.\\n"}}
                    """)));
  }

  private static String running(int iteration, int rollouts) {
    return view("RUNNING", iteration, rollouts, "null", "null");
  }

  private static String completed() {
    return """
    {"id": "j1", "status": "COMPLETED", "stopReason": "max_rollouts", "pauseReason": null, "error": null,
     "simulated": true, "test": {"seedScore": 0.0, "bestScore": 0.9166666},
     "progress": {"iteration": 14, "rollouts": 450, "maxRollouts": 450, "candidates": 9,
       "bestCandidate": 7, "bestScore": 0.9583333, "seedScore": 0}}
    """;
  }

  private static String view(
      String status, int iteration, int rollouts, String stopReason, String error) {
    return """
    {"id": "j1", "status": "%s", "stopReason": %s, "pauseReason": null, "error": %s,
     "simulated": true, "test": null,
     "progress": {"iteration": %d, "rollouts": %d, "maxRollouts": 450, "candidates": 2,
       "bestCandidate": 0, "bestScore": 0.25, "seedScore": 0.0}}
    """
        .formatted(status, stopReason, error, iteration, rollouts);
  }
}
