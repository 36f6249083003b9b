package dev.gepaserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.access.KeyClient.Made;
import dev.gepaserver.common.Json;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** Every endpoint, asked by everybody. */
@ClosedServiceTest
class EveryEndpointTest {

  private static final String UNKNOWN = "0199a1b2-0000-7000-8000-000000000000";

  /**
   * Method, path, the least role that is let in, and what that one and those above get here: 400
   * and 404 are answers of controllers, to {@code {}} and to ids that nothing has.
   */
  private static final String TABLE =
      """
      GET    /                                               | viewer   | 200
      GET    /login                                          | nobody   | 200
      POST   /login                                          | nobody   | 302
      POST   /logout                                         | nobody   | 302
      GET    /new                                            | viewer   | 200
      GET    /jobs                                           | viewer   | 200
      GET    /jobs/{id}                                      | viewer   | 404
      GET    /jobs/{id}/now                                  | viewer   | 404
      GET    /jobs/{id}/best                                 | viewer   | 404
      GET    /jobs/{id}/changes                              | viewer   | 404
      GET    /jobs/{id}/lineage                              | viewer   | 404
      GET    /jobs/{id}/candidates/{index}                   | viewer   | 404
      GET    /jobs/{id}/candidates/{index}/panel             | viewer   | 404
      GET    /jobs/{id}/pareto                               | viewer   | 404
      GET    /jobs/{id}/pareto/table                         | viewer   | 404
      GET    /jobs/{id}/rollouts                             | viewer   | 404
      GET    /jobs/{id}/rollouts/{rollout}                   | viewer   | 404
      GET    /jobs/{id}/report                               | viewer   | 404
      GET    /jobs/{id}/data/progress                        | viewer   | 404
      GET    /jobs/{id}/data/scores                          | viewer   | 404
      GET    /jobs/{id}/data/objectives                      | viewer   | 404
      GET    /assets/nothing.css                             | nobody   | 404
      GET    /nowhere                                        | viewer   | 404
      POST   /nowhere                                        | operator | 404
      GET    /error                                          | viewer   | 404
      GET    /actuator                                       | viewer   | 200
      GET    /actuator/health                                | nobody   | 200
      GET    /actuator/health/**                             | nobody   | 404
      GET    /actuator/prometheus                            | viewer   | 200
      GET    /v3/api-docs                                    | viewer   | 200
      GET    /v3/api-docs.yaml                               | viewer   | 200
      GET    /v3/api-docs/swagger-config                     | viewer   | 200
      GET    /swagger-ui.html                                | viewer   | 302
      GET    /swagger-ui/**                                  | viewer   | 404
      GET    /webjars/**                                     | nobody   | 404
      GET    /api/v1/jobs                                    | viewer   | 200
      POST   /api/v1/jobs                                    | operator | 400
      POST   /api/v1/jobs/validate                           | operator | 400
      GET    /api/v1/jobs/{id}                               | viewer   | 404
      DELETE /api/v1/jobs/{id}                               | operator | 404
      GET    /api/v1/jobs/{id}/spec                          | viewer   | 404
      POST   /api/v1/jobs/{id}/pause                         | operator | 404
      POST   /api/v1/jobs/{id}/resume                        | operator | 404
      POST   /api/v1/jobs/{id}/cancel                        | operator | 404
      POST   /api/v1/jobs/{id}/fork                          | operator | 404
      GET    /api/v1/jobs/{id}/best                          | viewer   | 404
      GET    /api/v1/jobs/{id}/candidates                    | viewer   | 404
      GET    /api/v1/jobs/{id}/candidates/{index}            | viewer   | 404
      GET    /api/v1/jobs/{id}/candidates/{index}/diff       | viewer   | 404
      GET    /api/v1/jobs/{id}/iterations                    | viewer   | 404
      GET    /api/v1/jobs/{id}/rollouts                      | viewer   | 404
      GET    /api/v1/jobs/{id}/rollouts/{rolloutId}          | viewer   | 404
      GET    /api/v1/jobs/{id}/reflections                   | viewer   | 404
      GET    /api/v1/jobs/{id}/pareto                        | viewer   | 404
      GET    /api/v1/jobs/{id}/lineage                       | viewer   | 404
      GET    /api/v1/jobs/{id}/model-calls                   | viewer   | 404
      GET    /api/v1/jobs/{id}/events                        | viewer   | 404
      POST   /api/v1/evaluations                             | operator | 400
      GET    /api/v1/evaluations                             | viewer   | 200
      GET    /api/v1/evaluations/{id}                        | viewer   | 404
      DELETE /api/v1/evaluations/{id}                        | operator | 404
      GET    /api/v1/evaluations/{id}/rollouts               | viewer   | 404
      GET    /api/v1/evaluations/{id}/model-calls            | viewer   | 404
      POST   /api/v1/evaluations/{id}/pause                  | operator | 404
      POST   /api/v1/evaluations/{id}/resume                 | operator | 404
      POST   /api/v1/evaluations/{id}/cancel                 | operator | 404
      GET    /api/v1/jobs/{id}/report                        | viewer   | 404
      GET    /api/v1/jobs/{id}/report/worse-examples         | viewer   | 404
      GET    /api/v1/jobs/{id}/export                        | viewer   | 404
      GET    /api/v1/datasets                                | viewer   | 200
      POST   /api/v1/datasets                                | operator | 400
      GET    /api/v1/datasets/{id}                           | viewer   | 404
      DELETE /api/v1/datasets/{id}                           | operator | 404
      GET    /api/v1/datasets/{id}/items                     | viewer   | 404
      GET    /api/v1/corpora                                 | viewer   | 200
      POST   /api/v1/corpora                                 | operator | 400
      GET    /api/v1/corpora/{id}                            | viewer   | 404
      DELETE /api/v1/corpora/{id}                            | operator | 404
      GET    /api/v1/corpora/{id}/items                      | viewer   | 404
      GET    /api/v1/corpora/{id}/search                     | viewer   | 400
      GET    /api/v1/providers                               | viewer   | 200
      GET    /api/v1/keys                                    | admin    | 200
      POST   /api/v1/keys                                    | admin    | 400
      GET    /api/v1/keys/{id}                               | admin    | 404
      DELETE /api/v1/keys/{id}                               | admin    | 404
      GET    /api/v1/audit                                   | admin    | 200
      """;

  /** What filters and handlers of resources answer, and paths that nothing does. */
  private static final Set<String> NO_ENDPOINTS =
      Set.of(
          "POST /login",
          "POST /logout",
          "GET /assets/nothing.css",
          "GET /webjars/**",
          "GET /swagger-ui/**",
          "GET /nowhere",
          "POST /nowhere");

  private static List<@Nullable String> keys = List.of();

  @Autowired KeyClient client;
  @Autowired ApplicationContext context;

  /** What everybody gets: no key, a wrong one, a revoked one, a viewer, an operator, an admin. */
  record Row(String method, String path, List<Integer> answers) {

    static Row of(String line) {
      String[] cells = line.split("\\|");
      String[] call = cells[0].strip().split(" +");
      int served = Integer.parseInt(cells[2].strip());
      List<Integer> answers =
          switch (cells[1].strip()) {
            case "nobody" -> List.of(served, served, served, served, served, served);
            case "viewer" -> List.of(401, 401, 401, served, served, served);
            case "operator" -> List.of(401, 401, 401, 403, served, served);
            case "admin" -> List.of(401, 401, 401, 403, 403, served);
            default -> throw new IllegalArgumentException(line);
          };
      return new Row(call[0], call[1], answers);
    }

    String endpoint() {
      return method + " " + path;
    }

    String asked() {
      return path.replace("{id}", UNKNOWN)
          .replace("{index}", "0")
          .replace("{rolloutId}", "0.seed.0.0")
          .replace("{rollout}", "0.seed.0.0")
          .replace("**", "nothing");
    }
  }

  static Stream<Row> rows() {
    return TABLE.lines().map(Row::of);
  }

  @BeforeAll
  static void makesKeys(@Autowired KeyClient client) {
    Made revoked = client.make(Role.ADMIN);
    client.revoke(revoked);
    keys =
        Arrays.asList(
            null,
            revoked.key().substring(0, revoked.key().length() - 43) + "x".repeat(43),
            revoked.key(),
            client.make(Role.VIEWER).key(),
            client.make(Role.OPERATOR).key(),
            client.make(Role.ADMIN).key());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answersEverybodyAsTheTableSays(Row row) {
    String body = row.method().equals("POST") && !row.path().endsWith("e") ? "{}" : null;
    List<Integer> answers = new ArrayList<>();

    for (String key : keys) {
      HttpResponse<String> answer = client.send(row.method(), row.asked(), key, body);
      answers.add(answer.statusCode());
      check(answer);
    }

    assertThat(answers).isEqualTo(row.answers());
  }

  private static void check(HttpResponse<String> answer) {
    if (answer.statusCode() == 401 || answer.statusCode() == 403) {
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
      assertThat(Json.parse(answer.body()).get("code").stringValue())
          .isEqualTo(answer.statusCode() == 401 ? "unauthorized" : "forbidden");
    }
    assertThat(answer.headers().allValues("Set-Cookie"))
        .as("who sends a key is not logged in")
        .noneMatch(
            cookie -> cookie.startsWith("gepa_session=") && !cookie.startsWith("gepa_session=;"));
    assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent())
        .isEqualTo(answer.statusCode() == 401);
  }

  @Test
  void hasARowForEveryEndpoint() {
    Set<String> known = new TreeSet<>(rows().map(Row::endpoint).toList());

    Set<String> endpoints = endpoints();

    assertThat(endpoints).hasSizeGreaterThan(30);
    assertThat(known).as("a row in the table of this test for each").containsAll(endpoints);
    known.removeAll(endpoints);
    assertThat(known).as("no row for what is gone").isEqualTo(new TreeSet<>(NO_ENDPOINTS));
  }

  private Set<String> endpoints() {
    Set<String> endpoints = new TreeSet<>();
    for (RequestMappingInfoHandlerMapping mapping :
        context.getBeansOfType(RequestMappingInfoHandlerMapping.class).values()) {
      for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
        Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
        for (String path : info.getPatternValues()) {
          if (methods.isEmpty()) {
            endpoints.add("GET " + path);
          }
          methods.forEach(method -> endpoints.add(method + " " + path));
        }
      }
    }
    endpoints.removeAll(List.of("GET " + PageOfTests.PATH, "GET " + PageOfTests.ROLE_PATH));
    return endpoints;
  }
}
