package dev.gepaserver.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.CallKey;
import dev.gepaserver.journal.CallMeter;
import dev.gepaserver.journal.Calls;
import dev.gepaserver.journal.InMemoryJournal;
import dev.gepaserver.journal.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that mean one address when they are checked and another one later. */
class PinnedAddressesTest {

  private static final String GOOD = "127.0.0.1";
  private static final String METADATA = "169.254.169.254";

  /** What the name means, from one question to the next; the last answer stays. */
  private final Deque<String> meanings = new ArrayDeque<>();

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> hosts = new CopyOnWriteArrayList<>();
  private final AtomicReference<String> location = new AtomicReference<>("");
  private HttpServer server;
  private HttpOutbound outbound;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(GOOD, 0), 0);
    server.createContext(
        "/",
        exchange -> {
          hosts.add(exchange.getRequestHeaders().getFirst("Host"));
          exchange.getRequestBody().readAllBytes();
          boolean redirects = !location.get().isEmpty();
          if (redirects) {
            exchange.getResponseHeaders().set("Location", location.get());
          }
          exchange.sendResponseHeaders(redirects ? 307 : 200, -1);
          exchange.close();
        });
    server.start();
    outbound =
        new HttpOutbound(
            new OutboundSettings(List.of(), Map.of(), 1, Duration.ofSeconds(10)),
            InstantSource.system(),
            new Patience(Duration.ofMillis(1), Duration.ofMillis(4)),
            CallMeter.NONE,
            this::resolve);
  }

  @AfterEach
  void stop() {
    outbound.destroy();
    server.stop(0);
  }

  @Test
  void connectsToTheVeryAddressThatWasChecked() {
    mean(GOOD, METADATA);

    post("http://rebinding.test:" + port() + "/");

    // No name server knows it: the connection can only be to what the check was shown.
    assertThat(hosts).containsExactly("rebinding.test:" + port());
    assertThat(asked).containsExactly("rebinding.test");
  }

  @Test
  void refusesANameThatMeansSomethingElseAtTheCallThanAtSubmission() {
    mean(GOOD, METADATA);
    String url = "http://rebinding.test:" + port() + "/";

    assertThat(faults(url)).isEmpty();
    assertThatThrownBy(() -> post(url))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessageContaining("host rebinding.test")
        .hasMessageContaining(METADATA + ", which must not be called");
    assertThat(hosts).isEmpty();
  }

  @Test
  void keepsAConnectionToACheckedAddressWhateverItsNameMeansByNow() {
    mean(GOOD, METADATA);
    String url = "http://rebinding.test:" + port() + "/";

    post(url);
    post(url);

    assertThat(hosts).hasSize(2);
    assertThat(asked).hasSize(1);
  }

  @Test
  void refusesARedirectToANameThatMeansARefusedAddress() {
    mean(METADATA);
    location.set("http://rebinding.test:" + port() + "/");

    assertThatThrownBy(() -> post("http://" + GOOD + ":" + port() + "/"))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessageContaining(METADATA + ", which must not be called");
    assertThat(hosts).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/",
        "http://[fd00:ec2::254]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[2002:a9fe:a9fe::]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[fe80::1%25lo]/",
        "http://2852039166/",
        "http://0251.0376.0251.0376/",
        "http://0xa9fea9fe/",
        "http://metadata.google.internal/",
        "http://rebinding.test/"
      })
  void refusesAtSubmissionAtTheCallAndAtARedirect(String url) {
    mean(METADATA);

    assertThat(faults(url)).hasSize(1);
    assertThatThrownBy(() -> post(url))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessageMatching("(?s).*(must|no host that can be called).*");

    location.set(url);
    assertThatThrownBy(() -> post("http://" + GOOD + ":" + port() + "/"))
        .isInstanceOf(CallFailedException.Faulty.class)
        .hasMessageMatching("(?s).*(must|no host that can be called).*");
  }

  private List<?> faults(String url) {
    Faults faults = new Faults();
    outbound.readUrl(Fields.of(Json.object().put("url", url), "", faults), "url");
    return faults.all();
  }

  private void post(String url) {
    outbound.post(
        Calls.of(new InMemoryJournal(), new CallKey(1, "parent", 0, 0, "answer")),
        new OutboundRequest(
            URI.create(url), new byte[] {'1'}, "r", Map.of(), null, Duration.ofSeconds(30)));
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private void mean(String... addresses) {
    meanings.addAll(List.of(addresses));
  }

  private InetAddress[] resolve(String host) throws UnknownHostException {
    asked.add(host);
    String meaning = meanings.size() > 1 ? meanings.pop() : meanings.peek();
    return new InetAddress[] {InetAddress.getByName(meaning)};
  }
}
