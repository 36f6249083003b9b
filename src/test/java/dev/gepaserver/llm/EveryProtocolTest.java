package dev.gepaserver.llm;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static dev.gepaserver.llm.TestModels.messages;
import static dev.gepaserver.llm.TestModels.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.sun.net.httpserver.HttpServer;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.AttemptFailedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every protocol: one request an attempt, typed failures, keys kept. */
class EveryProtocolTest {

  private static final String KEY = "key-of-stub-0123456789";
  private static final WireMockServer SERVER = new WireMockServer(wireMockConfig().dynamicPort());

  private @Nullable TestModels opened;

  @BeforeAll
  static void start() {
    SERVER.start();
  }

  @AfterAll
  static void stop() {
    SERVER.stop();
  }

  @BeforeEach
  void reset() {
    SERVER.resetAll();
  }

  @AfterEach
  void close() {
    if (opened != null) {
      opened.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsTextTokensAndEnd(Speech speech) throws Exception {
    answer(speech, okJson(speech.answer("Pa\"ris ✓")));

    assertThat(ask(speech, Map.of())).isEqualTo(new Reply("Pa\"ris ✓", "stop", 7, 0, 0, 3));
  }

  @ParameterizedTest
  @EnumSource
  void sendsItsOwnKeyAndNoneOfTheEnvironment(Speech speech) throws Exception {
    answer(speech, okJson(speech.answer("x")));
    Map<String, Object> environment = new HashMap<>();
    for (String provider : List.of("OPENAI", "ANTHROPIC", "GEMINI", "GOOGLE", "MISTRAL", "GROQ")) {
      environment.put(provider + "_API_KEY", "environment-" + provider);
    }

    ask(speech, environment);

    LoggedRequest request = SERVER.findAll(postRequestedFor(urlEqualTo(speech.path()))).getFirst();
    assertThat(request.getHeader(speech.keyHeader())).isEqualTo(speech.keyValue(KEY));
    assertThat(request.getHeaders().toString() + request.getUrl() + request.getBodyAsString())
        .doesNotContain("environment-")
        .containsOnlyOnce(KEY);
  }

  @ParameterizedTest
  @EnumSource
  void asksOnceForEachAttemptWhateverComesBack(Speech speech) {
    List<ResponseDefinitionBuilder> answers =
        List.of(
            aResponse().withStatus(429).withHeader("Retry-After", "0"),
            aResponse().withStatus(500),
            aResponse().withStatus(503).withHeader("Retry-After", "0"),
            aResponse().withStatus(408),
            aResponse().withStatus(409),
            aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
            aResponse().withFault(Fault.EMPTY_RESPONSE),
            aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE));
    Provider provider = open(speech, Map.of()).provider("stub");
    for (ResponseDefinitionBuilder answer : answers) {
      SERVER.resetAll();
      answer(speech, answer);

      assertThatThrownBy(() -> provider.ask(model("stub", "m"), messages(null, "?"), 1))
          .isInstanceOf(AttemptFailedException.class);

      SERVER.verify(1, anyRequestedFor(anyUrl()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void asksOnceWhereAConnectionThatWasKeptIsGone(Speech speech) throws Exception {
    answer(speech, okJson(speech.answer("x")));
    Provider provider = open(speech, Map.of()).provider("stub");
    provider.ask(model("stub", "m"), messages(null, "?"), 1);
    SERVER.resetAll();
    answer(speech, aResponse().withFault(Fault.EMPTY_RESPONSE));

    assertThat(failure(provider).code()).isEqualTo("network");

    SERVER.verify(1, anyRequestedFor(anyUrl()));
  }

  @ParameterizedTest
  @EnumSource
  void followsNoRedirectAndSaysWhereItLeads(Speech speech) {
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      SERVER.resetAll();
      answer(
          speech,
          aResponse()
              .withStatus(status)
              .withHeader("Location", SERVER.baseUrl() + "/somewhere/else"));

      AttemptFailedException failure = failure(speech);

      assertThat(failure.code()).isEqualTo("model-unknown");
      assertThat(failure.detail()).startsWith(status + " ").contains("/somewhere/else");
      SERVER.verify(1, anyRequestedFor(anyUrl()));
      close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void typesFailuresByStatusAndTellsThemInTheProvidersWords(Speech speech) {
    Map<Integer, String> codes =
        Map.ofEntries(
            Map.entry(400, "rejected"),
            Map.entry(401, "model-key-rejected"),
            Map.entry(402, "model-key-rejected"),
            Map.entry(403, "model-key-rejected"),
            Map.entry(404, "model-unknown"),
            Map.entry(408, "timeout"),
            Map.entry(413, "context-too-long"),
            Map.entry(422, "rejected"),
            Map.entry(429, "rate-limited"),
            Map.entry(500, "overloaded"),
            Map.entry(502, "overloaded"),
            Map.entry(503, "overloaded"),
            Map.entry(504, "timeout"),
            Map.entry(529, "overloaded"));
    Provider provider = open(speech, Map.of()).provider("stub");
    codes.forEach((status, code) -> {
      SERVER.resetAll();
      answer(speech, error(status, "Your key " + KEY + " or model is the reason."));

      AttemptFailedException failure = failure(provider);

      assertThat(failure.code()).as("%d", status).isEqualTo(code);
      assertThat(failure.detail()).isEqualTo(status + " Your key *** or model is the reason.");
    });
  }

  @ParameterizedTest
  @EnumSource
  void tellsAWrongAddressFromAnUnknownModel(Speech speech) {
    answer(speech, aResponse().withStatus(404).withBody("<html>404 page not found</html>"));

    AttemptFailedException failure = failure(speech);

    assertThat(failure.code()).isEqualTo("model-unknown");
    assertThat(failure.detail())
        .startsWith(
            "404 <html>404 page not found</html>; nothing answers for models at the base-url")
        .contains(SERVER.baseUrl());
  }

  @ParameterizedTest
  @EnumSource
  void takesAnAnswerThatCannotBeReadForMalformed(Speech speech) {
    Provider provider = open(speech, Map.of()).provider("stub");
    for (String body : List.of("not json", "", "[]", "{\"a\":", "{}", "<html></html>", "null")) {
      SERVER.resetAll();
      answer(speech, okJson(body));

      assertThat(failure(provider).code()).as(body).isEqualTo("malformed");

      SERVER.verify(1, anyRequestedFor(anyUrl()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesUpOnAnAnswerThatIsLate(Speech speech) {
    answer(speech, okJson(speech.answer("x")).withFixedDelay(20_000));

    AttemptFailedException failure =
        failure(open(speech, Map.of("gepa.providers.stub.timeout", "150ms")).provider("stub"));

    assertThat(failure.code()).isEqualTo("timeout");
    assertThat(failure.detail()).contains("PT0.15S");
  }

  @ParameterizedTest
  @EnumSource
  void givesUpOnAnAnswerThatTricklesIn(Speech speech) {
    answer(speech, okJson(speech.answer("x".repeat(500))).withChunkedDribbleDelay(40, 20_000));

    AttemptFailedException failure =
        failure(open(speech, Map.of("gepa.providers.stub.timeout", "150ms")).provider("stub"));

    assertThat(failure.code()).isEqualTo("timeout");
  }

  @ParameterizedTest
  @EnumSource
  void takesAServerThatIsNotThereForTheNetwork(Speech speech) throws Exception {
    int nobody;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = closed.getLocalPort();
    }
    opened = new TestModels(speech.settings("http://127.0.0.1:" + nobody, KEY));

    AttemptFailedException failure = failure(opened.provider("stub"));

    assertThat(failure.code()).isEqualTo("network");
    assertThat(failure.detail()).startsWith("cannot connect");
  }

  @ParameterizedTest
  @EnumSource
  void takesAServerThatAcceptsNoConnectionForTheNetwork(Speech speech) throws Exception {
    List<Socket> waiting = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fill(full, waiting);
      Map<String, Object> settings =
          speech.settings("http://127.0.0.1:" + full.getLocalPort(), KEY);
      settings.put("gepa.providers.stub.timeout", "1s");
      opened = new TestModels(settings);

      AttemptFailedException failure = failure(opened.provider("stub"));

      assertThat(failure.code()).isEqualTo("network");
      assertThat(failure.unavailable()).isTrue();
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }

  /** Connects until no more are taken in. */
  private static void fill(ServerSocket server, List<Socket> waiting) throws IOException {
    try {
      while (true) {
        Socket socket = new Socket();
        waiting.add(socket);
        socket.connect(server.getLocalSocketAddress(), 300);
      }
    } catch (SocketTimeoutException full) {
      assertThat(waiting).hasSizeGreaterThan(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsACallOnTheWireWhenInterrupted(Speech speech) throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    HttpServer silent =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    silent.createContext("/", exchange -> arrived.countDown());
    silent.start();
    opened =
        new TestModels(speech.settings("http://127.0.0.1:" + silent.getAddress().getPort(), KEY));
    Provider provider = opened.provider("stub");
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread asking =
        Thread.ofVirtual()
            .start(() -> {
              try {
                provider.ask(model("stub", "m"), messages(null, "?"), 1);
              } catch (Throwable e) {
                thrown.set(e);
              }
            });
    boolean asked = arrived.await(20, TimeUnit.SECONDS);

    asking.interrupt();
    asking.join();
    silent.stop(0);

    assertThat(asked).as("it asked; it threw %s", thrown.get()).isTrue();

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
  }

  private Reply ask(Speech speech, Map<String, ?> more) throws Exception {
    return open(speech, more).provider("stub").ask(model("stub", "m"), messages("Be.", "?"), 1);
  }

  private TestModels open(Speech speech, Map<String, ?> more) {
    Map<String, Object> settings = speech.settings(SERVER.baseUrl(), KEY);
    settings.putAll(more);
    opened = new TestModels(settings);
    return opened;
  }

  private AttemptFailedException failure(Speech speech) {
    return failure(open(speech, Map.of()).provider("stub"));
  }

  private static AttemptFailedException failure(Provider provider) {
    AttemptFailedException failure =
        catchThrowableOfType(
            AttemptFailedException.class,
            () -> provider.ask(model("stub", "m"), messages(null, "?"), 1));
    assertThat(failure).isNotNull();
    return failure;
  }

  private static void answer(Speech speech, ResponseDefinitionBuilder answer) {
    SERVER.stubFor(post(speech.path()).willReturn(answer));
  }

  private static ResponseDefinitionBuilder error(int status, String message) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/json")
        .withBody(Json.write(Map.of("error", Map.of("message", message))));
  }
}
