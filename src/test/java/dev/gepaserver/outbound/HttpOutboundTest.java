package dev.gepaserver.outbound;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.sun.net.httpserver.HttpServer;
import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.CallJournal;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.CallMeter;
import dev.gepaserver.journal.Calls;
import dev.gepaserver.journal.InMemoryJournal;
import dev.gepaserver.journal.Patience;
import dev.gepaserver.journal.RunStoppedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/** Posts over real HTTP on loopback. */
class HttpOutboundTest {

  private final WireMockServer server = new WireMockServer(wireMockConfig().dynamicPort());
  private final InMemoryJournal journal = new InMemoryJournal();
  private final HttpOutbound outbound = outbound(Map.of("hook", "s3cret"));

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    outbound.destroy();
    server.stop();
  }

  @Test
  void postsTheBytesWithItsIdAndTheUsersHeaders() {
    answer(ok("{\"score\": 1}"));

    OutboundAnswer answer =
        outbound.post(
            calls(journal), request(Map.of("Authorization", "Bearer t", "Accept", "x/y"), null));

    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("{\"score\": 1}");
    assertThat(answer.attempts()).isEqualTo(1);
    server.verify(
        postRequestedFor(urlEqualTo("/score"))
            .withRequestBody(equalTo("{\"ä\": 1}"))
            .withHeader("Content-Type", equalTo("application/json"))
            .withHeader("Accept", equalTo("x/y"))
            .withHeader("Authorization", equalTo("Bearer t"))
            .withHeader("X-Gepa-Request", equalTo("r-1"))
            .withHeader("X-Gepa-Signature", absent())
            .withHeader("Upgrade", absent()));
  }

  @Test
  void signsTimestampAndBodyWithTheNamedSecret() throws Exception {
    answer(ok());

    outbound.post(calls(journal), request(Map.of(), "hook"));

    ServeEvent event = server.getAllServeEvents().getFirst();
    String timestamp = event.getRequest().getHeader("X-Gepa-Timestamp");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
    String expected = HexFormat.of().formatHex(mac.doFinal(event.getRequest().getBody()));
    assertThat(event.getRequest().getHeader("X-Gepa-Signature")).isEqualTo(expected);
    assertThat(timestamp).matches("\\d{10}");
  }

  @ParameterizedTest
  @CsvSource({"429", "500", "503"})
  void asksABusyTargetAgainWithTheSameBytesAndId(int status) {
    thenOk(aResponse().withStatus(status).withHeader("Retry-After", "0"));

    OutboundAnswer answer = outbound.post(calls(journal), request(Map.of(), null));

    assertThat(answer.attempts()).isEqualTo(2);
    List<ServeEvent> events = server.getAllServeEvents();
    assertThat(events).hasSize(2);
    assertThat(events.get(0).getRequest().getBody())
        .isEqualTo(events.get(1).getRequest().getBody());
    assertThat(events)
        .extracting(e -> e.getRequest().getHeader("X-Gepa-Request"))
        .containsOnly("r-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE"})
  void asksAgainAfterACutConnection(String fault) {
    thenOk(aResponse().withFault(Fault.valueOf(fault)));

    assertThat(outbound.post(calls(journal), request(Map.of(), null)).attempts()).isEqualTo(2);
  }

  @Test
  void callsItAnOutageAfterItsAttemptsWhenTheTimeIsOverAndTellsTheJournalOnce() {
    server.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(503).withBody("down")));
    InMemoryJournal impatient = new InMemoryJournal(Duration.ofMillis(60));

    assertThatThrownBy(() -> outbound.post(calls(impatient), request(Map.of(), null)))
        .isInstanceOf(CallFailedException.Outage.class)
        .hasMessageContaining("answered 503: down");
    assertThat(server.getAllServeEvents()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(impatient.outagesStarted()).hasSize(1);
  }

  @Test
  void takesATargetThatIsNotThereForUnavailable() {
    InMemoryJournal impatient = new InMemoryJournal(Duration.ofMillis(20));
    OutboundRequest nobody =
        request(URI.create("http://localhost:1/"), Map.of(), null, Duration.ofSeconds(5));

    assertThatThrownBy(() -> outbound.post(calls(impatient), nobody))
        .isInstanceOf(CallFailedException.Outage.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 409, 422, 301, 302, 303})
  void takesAnyOtherStatusForThisCallsFaultAtOnce(int status) {
    answer(
        aResponse()
            .withStatus(status)
            .withHeader("Location", server.baseUrl() + "/other")
            .withBody("no: Bearer-token"));

    assertThatThrownBy(() ->
            outbound.post(calls(journal), request(Map.of("Authorization", "Bearer-token"), null)))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessageContaining("answered " + status + ": no: ***");
    assertThat(server.getAllServeEvents()).hasSize(1);
  }

  @Test
  void takesALateAnswerForThisCallsFaultAtOnce() {
    answer(ok().withFixedDelay(30_000));

    assertThatThrownBy(() ->
            outbound.post(calls(journal), request(url(), Map.of(), null, Duration.ofMillis(150))))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessageContaining("PT0.15S");
    assertThat(server.getAllServeEvents()).hasSizeLessThan(2);
  }

  @Test
  void takesABodyThatTricklesForLate() {
    answer(ok("x".repeat(1000)).withChunkedDribbleDelay(100, 60_000));

    assertThatThrownBy(() ->
            outbound.post(calls(journal), request(url(), Map.of(), null, Duration.ofMillis(400))))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessageContaining("complete answer");
  }

  @Test
  void readsAnswersUpToTheLimitOnly() {
    answer(ok("x".repeat(Outbound.MAX_ANSWER_BYTES)));
    assertThat(outbound.post(calls(journal), request(Map.of(), null)).body())
        .hasSize(Outbound.MAX_ANSWER_BYTES);

    answer(ok("x".repeat(Outbound.MAX_ANSWER_BYTES + 1)));

    assertThatThrownBy(() -> outbound.post(calls(journal), request(Map.of(), null)))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessageContaining("larger than 2,000,000 bytes");
    assertThat(server.getAllServeEvents()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {307, 308})
  void followsARedirectThatKeepsThePost(int status) {
    server.stubFor(
        post("/score").willReturn(aResponse().withStatus(status).withHeader("Location", "/moved")));
    server.stubFor(post("/moved").willReturn(ok("there")));

    OutboundAnswer answer =
        outbound.post(calls(journal), request(Map.of("Authorization", "t"), "hook"));

    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("there");
    server.verify(
        postRequestedFor(urlEqualTo("/moved"))
            .withRequestBody(equalTo("{\"ä\": 1}"))
            .withHeader("Authorization", equalTo("t")));
  }

  @Test
  void keepsTheUsersHeadersFromAnotherOrigin() {
    String elsewhere = server.baseUrl().replace("localhost", "127.0.0.1") + "/moved";
    server.stubFor(
        post("/score").willReturn(aResponse().withStatus(307).withHeader("Location", elsewhere)));
    server.stubFor(post("/moved").willReturn(ok()));

    outbound.post(calls(journal), request(Map.of("Authorization", "t"), null));

    server.verify(postRequestedFor(urlEqualTo("/moved")).withHeader("Authorization", absent()));
  }

  @Test
  void signsForTheFirstOriginOnly() {
    String elsewhere = server.baseUrl().replace("localhost", "127.0.0.1") + "/moved";
    server.stubFor(
        post("/score").willReturn(aResponse().withStatus(307).withHeader("Location", elsewhere)));
    server.stubFor(post("/moved").willReturn(ok()));

    outbound.post(calls(journal), request(Map.of(), "hook"));

    server.verify(
        postRequestedFor(urlEqualTo("/score")).withHeader("X-Gepa-Signature", matching(".{64}")));
    server.verify(
        postRequestedFor(urlEqualTo("/moved"))
            .withHeader("X-Gepa-Request", equalTo("r-1"))
            .withHeader("X-Gepa-Signature", absent())
            .withHeader("X-Gepa-Timestamp", absent()));
  }

  @Test
  void masksTheUsersSecretsInAnswersThatAreUsed() {
    String token = "token-of-a-user-4711";
    String inUrl = "in-the-query-4711";
    answer(ok("I was sent Bearer " + token + " and " + inUrl + " and plain-text-of-a-header"));
    URI url = URI.create(url() + "?api_key=" + inUrl);

    OutboundAnswer answer =
        outbound.post(
            calls(journal),
            request(
                url,
                Map.of("Authorization", "Bearer " + token, "X-Plain", "plain-text-of-a-header"),
                null,
                Duration.ofSeconds(5)));

    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo("I was sent *** and *** and plain-text-of-a-header");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "http://metadata.google.internal/",
        "http://u:p@localhost/"
      })
  void refusesARedirectToARefusedTarget(String location) {
    answer(aResponse().withStatus(307).withHeader("Location", location));

    assertThatThrownBy(() -> outbound.post(calls(journal), request(Map.of(), null)))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessageContaining("must");
  }

  @Test
  void followsThreeRedirectsAndNoMore() {
    answer(aResponse().withStatus(307).withHeader("Location", "/score"));

    assertThatThrownBy(() -> outbound.post(calls(journal), request(Map.of(), null)))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessageContaining("more than 3 times");
    assertThat(server.getAllServeEvents()).hasSize(4);
  }

  @Test
  void refusesARefusedTargetAtTheCall() {
    OutboundRequest metadata =
        request(URI.create("http://169.254.169.254/"), Map.of(), null, Duration.ofSeconds(5));

    assertThatThrownBy(() -> outbound.post(calls(journal), metadata))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessageContaining("169.254.169.254");
  }

  @Test
  void endsACallWhenInterrupted() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    HttpServer silent =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    silent.createContext("/", exchange -> arrived.countDown());
    silent.start();
    URI url = URI.create("http://localhost:" + silent.getAddress().getPort() + "/");
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread posting =
        Thread.ofVirtual()
            .start(() -> {
              try {
                outbound.post(calls(journal), request(url, Map.of(), null, Duration.ofMinutes(5)));
              } catch (RuntimeException e) {
                thrown.set(e);
              }
            });
    arrived.await();

    posting.interrupt();
    posting.join();
    silent.stop(0);

    assertThat(thrown.get()).isInstanceOf(RunStoppedException.class);
  }

  @Test
  void postsManyAtOnceOverConnectionsThatAreKept() throws Exception {
    Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
    HttpServer echo =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    echo.setExecutor(threads);
    echo.createContext(
        "/",
        exchange -> {
          connections.add(exchange.getRemoteAddress());
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    echo.start();
    URI url = URI.create("http://localhost:" + echo.getAddress().getPort() + "/");

    List<Future<OutboundAnswer>> answers;
    try (ExecutorService callers =
        Executors.newFixedThreadPool(128, Thread.ofVirtual().factory())) {
      answers =
          IntStream.range(0, 4000)
              .mapToObj(_ ->
                  callers.submit(() ->
                      outbound.post(
                          calls(journal), request(url, Map.of(), null, Duration.ofMinutes(1)))))
              .toList();
    }
    echo.stop(0);
    threads.shutdown();

    for (Future<OutboundAnswer> answer : answers) {
      assertThat(answer.get().body()).hasSize("{\"ä\": 1}".getBytes(StandardCharsets.UTF_8).length);
    }
    assertThat(connections.size()).isLessThan(1000);
  }

  @Test
  void takesItsSettingsFromSpring() {
    new ApplicationContextRunner()
        .withUserConfiguration(Room.class)
        .withPropertyValues(
            "gepa.outbound.allowed-hosts=localhost,10.0.0.0/8", "gepa.outbound.secrets.My-Hook=abc")
        .run(context -> {
          OutboundSettings settings = context.getBean(OutboundSettings.class);
          assertThat(settings.allowedHosts()).containsExactly("localhost", "10.0.0.0/8");
          assertThat(settings.secrets()).containsOnlyKeys("My-Hook");
          assertThat(settings.maxAttempts()).isEqualTo(5);
          assertThat(settings.toString()).doesNotContain("abc");
          assertThat(context).hasSingleBean(Outbound.class);
        });
  }

  @Configuration
  @Import(HttpOutbound.class)
  @EnableConfigurationProperties(OutboundSettings.class)
  static class Room {

    @Bean
    CallMeter meter() {
      return CallMeter.NONE;
    }

    @Bean
    InstantSource clock() {
      return InstantSource.system();
    }
  }

  @Test
  void readsAGoodUrlAndHeadersAndSecret() {
    Faults faults = new Faults();
    Fields fields =
        fields(
            "{\"url\": \"http://not-there.invalid/x\", \"secret\": \"hook\", \"headers\": {\"A\":"
                + " \"b\"}}",
            faults);

    assertThat(outbound.readUrl(fields, "url")).isEqualTo(URI.create("http://not-there.invalid/x"));
    assertThat(outbound.readSecret(fields, "secret")).isEqualTo("hook");
    assertThat(outbound.readHeaders(fields, "headers")).isEqualTo(Map.of("A", "b"));
    assertThat(outbound.readHeaders(fields, "none")).isEmpty();
    fields.rejectUnknown();

    assertThat(faults.none()).isTrue();
  }

  @Test
  void notesFaultsOfUrlSecretAndHeaders() {
    Faults faults = new Faults();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Host", "x");
    headers.put("x-GEPA-request", "x");
    headers.put("Transfer-Encoding", "x");
    headers.put("Bad Name", "x");
    headers.put("Bad-Value", "a\r\nB: c");
    JsonNode json =
        Json.tree(Map.of("url", "http://169.254.169.254/", "secret", "other", "headers", headers));
    Fields fields = Fields.of(json, "", faults);

    outbound.readUrl(fields, "url");
    outbound.readUrl(fields, "missing");
    outbound.readSecret(fields, "secret");
    outbound.readHeaders(fields, "headers");

    assertThat(faults.all())
        .extracting(dev.gepaserver.common.Fault::pointer)
        .containsExactlyInAnyOrder(
            "/url",
            "/missing",
            "/secret",
            "/headers/Host",
            "/headers/x-GEPA-request",
            "/headers/Transfer-Encoding",
            "/headers/Bad Name",
            "/headers/Bad-Value");
    assertThat(faults.all())
        .filteredOn(f -> f.pointer().equals("/secret"))
        .extracting(dev.gepaserver.common.Fault::detail)
        .containsExactly("no secret other is configured by gepa.outbound.secrets");
  }

  private static Fields fields(String json, Faults faults) {
    return Fields.of(Json.parse(json), "", faults);
  }

  private void thenOk(ResponseDefinitionBuilder first) {
    server.stubFor(
        post(anyUrl())
            .inScenario("s")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(first)
            .willSetStateTo("up"));
    server.stubFor(post(anyUrl()).inScenario("s").whenScenarioStateIs("up").willReturn(ok()));
  }

  private void answer(ResponseDefinitionBuilder answer) {
    server.stubFor(post(anyUrl()).willReturn(answer));
  }

  private URI url() {
    return URI.create(server.baseUrl() + "/score");
  }

  private OutboundRequest request(Map<String, String> headers, @Nullable String secret) {
    return request(url(), headers, secret, Duration.ofSeconds(30));
  }

  private static OutboundRequest request(
      URI url, Map<String, String> headers, @Nullable String secret, Duration timeout) {
    return new OutboundRequest(
        url, "{\"ä\": 1}".getBytes(StandardCharsets.UTF_8), "r-1", headers, secret, timeout);
  }

  private static Calls calls(CallJournal journal) {
    return Calls.of(journal, new CallKey(1, "parent", 0, 0, "answer"));
  }

  private static HttpOutbound outbound(Map<String, String> secrets) {
    InstantSource clock = InstantSource.system();
    return new HttpOutbound(
        new OutboundSettings(List.of(), secrets, 3, Duration.ofSeconds(10)),
        clock,
        new Patience(Duration.ofMillis(1), Duration.ofMillis(4)),
        CallMeter.NONE,
        InetAddress::getAllByName);
  }
}
