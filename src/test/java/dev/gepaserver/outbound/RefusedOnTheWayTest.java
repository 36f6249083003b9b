package dev.gepaserver.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.CallMeter;
import dev.gepaserver.journal.Patience;
import dev.gepaserver.testing.Service;
import dev.gepaserver.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Addresses that nothing tells of when a job is submitted: its calls are refused, clearly. */
class RefusedOnTheWayTest {

  private static final String METADATA = "169.254.169.254";
  private static final AtomicInteger RESOLVED = new AtomicInteger();

  private static HttpServer server;
  private static HttpOutbound outbound;
  private static Service service;

  @BeforeAll
  static void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange
              .getResponseHeaders()
              .set("Location", "http://" + METADATA + "/latest/meta-data/");
          exchange.sendResponseHeaders(307, -1);
          exchange.close();
        });
    server.start();
    outbound =
        new HttpOutbound(
            new OutboundSettings(List.of(), Map.of(), 1, Duration.ofSeconds(10)),
            InstantSource.system(),
            new Patience(Duration.ofMillis(1), Duration.ofMillis(4)),
            CallMeter.NONE,
            RefusedOnTheWayTest::resolve);
    service = Service.with(Outbound.class, outbound, TestDatabase.create());
  }

  @AfterAll
  static void close() {
    service.close();
    outbound.destroy();
    server.stop(0);
  }

  /** Harmless as long as it is only asked about. */
  private static InetAddress[] resolve(String host) throws UnknownHostException {
    return new InetAddress[] {
      InetAddress.getByName(RESOLVED.getAndIncrement() == 0 ? "127.0.0.1" : METADATA)
    };
  }

  @Test
  void failsAJobWhoseWebhookRedirectsToAMetadataService() {
    assertRefused("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  @Test
  void failsAJobWhoseNameMeansARefusedAddressByTheTimeItIsCalled() {
    assertRefused("http://rebinding.test:" + server.getAddress().getPort() + "/");
    assertThat(RESOLVED).hasValueGreaterThan(1);
  }

  private static void assertRefused(String url) {
    String id =
        service.submit(
            Json.parse(
                """
                {"seedCandidate": {"prompt": "Do it."},
                 "trainset": [{"input": 1}, {"input": 2}, {"input": 3}, {"input": 4}],
                 "system": {"type": "http", "url": "%s"},
                 "reflection": {"model": "simulated/reflector"}, "budget": {"maxRollouts": 12}}
                """
                    .formatted(url)));

    JsonNode view = service.settled(id);

    assertThat(view.get("status").stringValue()).isEqualTo("FAILED");
    assertThat(view.at("/error/code").stringValue()).isEqualTo("rollouts-failing");
    assertThat(view.at("/error/detail").stringValue())
        .contains(METADATA + ", which must not be called");
  }
}
