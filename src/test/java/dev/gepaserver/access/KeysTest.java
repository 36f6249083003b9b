package dev.gepaserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.access.KeyClient.Made;
import dev.gepaserver.common.Json;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ClosedServiceTest
class KeysTest {

  private static final String KEYS = "/api/v1/keys";
  private static final String ROOT = ClosedServiceTest.ROOT_KEY;

  @Autowired KeyClient client;
  @Autowired JdbcClient jdbc;

  @Test
  void tellsAKeyOnceAndKeepsItNowhere() {
    Made made = client.make(Role.VIEWER);
    String secret = made.key().substring(made.key().length() - 43);

    String told = client.get(KEYS + "/" + made.id(), ROOT).toString();
    List<String> kept =
        jdbc.sql(
                "SELECT access_key::text FROM access_key UNION SELECT audit_entry::text FROM audit_entry")
            .query(String.class)
            .list();

    assertThat(made.key()).matches("gepa_[0-9a-f]{12}_[A-Za-z0-9_-]{43}");
    assertThat(told).contains(made.name()).doesNotContain(secret);
    assertThat(kept).isNotEmpty().noneMatch(row -> row.contains(secret) || row.contains(ROOT));
  }

  @Test
  void tellsWhoMadeAKeyAndWhenItWasUsed() {
    Made admin = client.make(Role.ADMIN);
    client.send("POST", KEYS, admin.key(), "{\"name\": \"its child\", \"role\": \"viewer\"}");

    JsonNode child = named("its child");
    JsonNode parent = named(admin.name());

    assertThat(child.get("createdBy").stringValue()).isEqualTo(admin.name());
    assertThat(child.get("lastUsedAt").isNull()).isTrue();
    assertThat(parent.get("createdBy").stringValue()).isEqualTo("root");
    assertThat(parent.get("lastUsedAt").isString()).isTrue();
  }

  private JsonNode named(String name) {
    return client
        .get(KEYS + "?limit=1000", ROOT)
        .get("items")
        .valueStream()
        .filter(key -> key.get("name").stringValue().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void pagesThroughKeysAlsoWhenOneIsRevokedMeanwhile() {
    Made older = client.make(Role.VIEWER);
    Made newer = client.make(Role.VIEWER);
    List<String> seen = new ArrayList<>();

    String cursor = "";
    while (true) {
      JsonNode page = client.get(KEYS + "?limit=1" + cursor, ROOT);
      JsonNode key = page.get("items").get(0);
      seen.add(key.get("name").stringValue());
      if (seen.contains(newer.name())) {
        client.revoke(newer);
        cursor = "&cursor=" + page.get("next").stringValue();
        break;
      }
      cursor = "&cursor=" + page.get("next").stringValue();
    }
    JsonNode next = client.get(KEYS + "?limit=1" + cursor, ROOT).get("items").get(0);

    assertThat(seen).startsWith("root").doesNotHaveDuplicates();
    assertThat(next.get("name").stringValue()).isEqualTo(older.name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                       | /name /role
          {"name": " ", "role": "viewer"}                          | /name
          {"name": "root", "role": "viewer"}                       | /name
          {"name": "a\\u0007b", "role": "viewer"}                  | /name
          {"name": "x", "role": "king"}                            | /role
          {"name": "x", "role": "viewer", "key": "of my own", "a": 1} | /key /a
          """)
  void refusesAKeyWithEveryFault(String body, String pointers) {
    HttpResponse<String> answer = client.send("POST", KEYS, ROOT, body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(
            Json.parse(answer.body())
                .get("errors")
                .valueStream()
                .map(fault -> fault.get("pointer").stringValue())
                .toList())
        .containsExactly(pointers.split(" "));
  }

  @Test
  void refusesANameThatIsTaken() {
    Made made = client.make(Role.VIEWER);

    HttpResponse<String> answer =
        client.send(
            "POST", KEYS, ROOT, "{\"name\": \"%s\", \"role\": \"admin\"}".formatted(made.name()));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("is the name of another key");
  }

  @Test
  void leavesKeysOfTheSettingsToTheSettings() {
    String id = named("root").get("id").stringValue();

    HttpResponse<String> answer = client.send("DELETE", KEYS + "/" + id, ROOT, null);

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(Json.parse(answer.body()).get("code").stringValue()).isEqualTo("illegal-transition");
    assertThat(client.send("GET", KEYS, ROOT, null).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"Basic Z2VwYTpnZXBh", "Bearer", "bearer  ", "Bearer two words", "gepa_123"})
  void takesNothingButABearersKey(String header) {
    HttpResponse<String> answer =
        client.send("GET", "/api/v1/jobs", null, null, "Authorization", header);

    assertThat(answer.statusCode()).isEqualTo(401);
  }

  @Test
  void refusesAKeyThatAsksTooOftenAndNoOther() {
    Made hasty = client.make(Role.VIEWER);
    Made calm = client.make(Role.VIEWER);

    HttpResponse<String> answer = client.send("GET", "/api/v1/providers", hasty.key(), null);
    int served = 0;
    while (answer.statusCode() == 200 && served < 10 * ClosedServiceTest.REQUESTS_PER_MINUTE) {
      served++;
      answer = client.send("GET", "/api/v1/providers", hasty.key(), null);
    }

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(served).isGreaterThanOrEqualTo(ClosedServiceTest.REQUESTS_PER_MINUTE);
    assertThat(Json.parse(answer.body()).get("code").stringValue()).isEqualTo("rate-limited");
    assertThat(answer.headers().firstValue("Retry-After").orElseThrow()).matches("[1-9][0-9]?");
    assertThat(client.send("GET", "/api/v1/providers", calm.key(), null).statusCode())
        .isEqualTo(200);
  }
}
