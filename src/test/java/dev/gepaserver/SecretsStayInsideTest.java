package dev.gepaserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gepaserver.common.Json;
import dev.gepaserver.llm.Speech;
import dev.gepaserver.testing.ServiceProcess;
import dev.gepaserver.testing.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * Secrets are planted wherever there may be any, a provider and webhooks repeat them in every way
 * they can, and everything that the service leaves anywhere is searched for them.
 */
class SecretsStayInsideTest {

  private static final String KEY = "planted-provider-key-4711";
  private static final String SIGNING = "planted-signing-secret-4712";
  private static final String PASSWORD = "planted-database-password-4713";
  private static final String USERS_TOKEN = "planted-token-of-a-user-4714";
  private static final String IN_A_URL = "planted-in-the-url-of-the-database-4719";
  private static final String OF_THE_DOOR = "planted-key-of-the-door-4720-4720-4720-4720-4720";
  private static final String USUAL_KEY = "planted-usual-key-4715";
  private static final Map<Speech, String> KEYS =
      Map.of(
          Speech.ANTHROPIC, "planted-key-of-claude-4716",
          Speech.GOOGLE, "planted-key-of-gemini-4717",
          Speech.OLLAMA, "planted-key-of-ollama-4718");
  private static final List<String> OURS =
      Stream.concat(
              Stream.of(KEY, USUAL_KEY, SIGNING, PASSWORD, IN_A_URL, OF_THE_DOOR),
              KEYS.values().stream())
          .toList();
  private static final List<String> ALL =
      Stream.concat(OURS.stream(), Stream.of(USERS_TOKEN)).toList();
  private static final List<String> PATHS =
      List.of(
          "",
          "/spec",
          "/events",
          "/candidates",
          "/candidates/0",
          "/iterations",
          "/rollouts",
          "/reflections",
          "/model-calls",
          "/pareto",
          "/lineage",
          "/best",
          "/best?format=markdown",
          "/best?format=openai-messages",
          "/export",
          "/report",
          "/report?format=markdown",
          "/candidates/0/diff");

  private final List<String> answers = new ArrayList<>();

  @Test
  void leavesNoSecretInTheDatabaseTheApiOrTheLog(@TempDir Path directory) throws IOException {
    TestDatabase.Access database = TestDatabase.create();
    JdbcTemplate tables = tables(database);
    tables.execute("create role planted login superuser password '" + PASSWORD + "'");
    Path log = directory.resolve("log");
    List<String> jobs;
    try (TellTale outside = new TellTale(SIGNING);
        ServiceProcess service = start(database, outside, directory, log)) {
      jobs = jobs(outside).stream().map(service::submit).toList();
      jobs.forEach(service::settled);
      readAll(service, jobs);
      refuseAll(service, outside);
      await().until(() -> service.log().contains("could not be told yet"));
      assertThat(outside.keys()).contains("Bearer " + KEY, "Bearer " + USUAL_KEY);
      KEYS.forEach((speech, key) -> assertThat(outside.keys()).contains(speech.keyValue(key)));
      assertThat(outside.signatures()).doesNotContain("null");
    }
    assertThat(occurrences(tables, OURS)).isEmpty();

    // What was repeated has come to where it would be found.
    assertThat(answers).anyMatch(answer -> answer.contains("COMPLETED"));
    assertThat(answers).anyMatch(answer -> answer.contains("model-key-rejected"));
    assertThat(occurrences(tables, List.of("and know ***")))
        .anyMatch(place -> place.startsWith("model_call"))
        .anyMatch(place -> place.startsWith("reflection"));
    assertThat(Files.readString(log))
        .contains(
            "I was sent Bearer ***", "and know ***", " DEBUG ", "[job " + jobs.getFirst() + "] ");
    assertThat(answers).anyMatch(answer -> answer.contains("I was sent *** and know ***"));
    for (String secret : ALL) {
      assertThat(answers).noneMatch(answer -> answer.contains(secret));
      assertThat(Files.readAllLines(log)).noneMatch(line -> line.contains(secret));
    }
  }

  private static ServiceProcess start(
      TestDatabase.Access database, TellTale outside, Path directory, Path log) throws IOException {
    Path password = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
    Path signing = Files.writeString(directory.resolve("signing"), SIGNING);
    Path claude = Files.writeString(directory.resolve("claude"), KEYS.get(Speech.ANTHROPIC) + "\n");
    return ServiceProcess.launch(
            Map.ofEntries(
                Map.entry("GEPA_PROVIDERS_LAB_APIKEY", KEY),
                Map.entry("GEPA_PROVIDERS_OFANTHROPIC_APIKEY_FILE", claude.toString()),
                Map.entry("GEPA_PROVIDERS_OFGOOGLE_APIKEY", KEYS.get(Speech.GOOGLE)),
                Map.entry("GEPA_PROVIDERS_OFOLLAMA_APIKEY", KEYS.get(Speech.OLLAMA)),
                Map.entry("GEPA_ACCESS_KEYS_DOOR_KEY", OF_THE_DOOR),
                Map.entry("OPENAI_API_KEY", USUAL_KEY),
                Map.entry("OPENAI_BASE_URL", outside.url("/v1")),
                Map.entry("GEPA_OUTBOUND_SECRETS_JUDGE_FILE", signing.toString()),
                Map.entry("SPRING_DATASOURCE_PASSWORD_FILE", password.toString()),
                Map.entry("OPENAI_LOG", "debug"),
                Map.entry("ANTHROPIC_LOG", "debug")),
            log,
            "spring.datasource.url=" + withParameter(database.url(), "sslpassword=" + IN_A_URL),
            "spring.datasource.username=planted",
            "gepa.access.keys.door.role=admin",
            "gepa.providers.lab.type=openai",
            "gepa.providers.lab.base-url=" + outside.url("/v1"),
            "gepa.providers.ofanthropic.type=anthropic",
            "gepa.providers.ofanthropic.base-url=" + outside.url(""),
            "gepa.providers.ofgoogle.type=google",
            "gepa.providers.ofgoogle.base-url=" + outside.url(""),
            "gepa.providers.ofollama.type=ollama",
            "gepa.providers.ofollama.base-url=" + outside.url(""),
            "springdoc.api-docs.enabled=true",
            "debug=true",
            "logging.level.root=DEBUG",
            "logging.level.org.springframework.core.env=TRACE",
            "logging.level.org.springframework.web=TRACE")
        .awaitUp();
  }

  private static String withParameter(String url, String parameter) {
    return url + (url.contains("?") ? "&" : "?") + parameter;
  }

  /** Of every way in which a provider may repeat its key, and of every protocol. */
  private static List<ObjectNode> jobs(TellTale outside) {
    List<ObjectNode> jobs = new ArrayList<>();
    jobs.add(job(outside, "lab/shaky", "lab/fine", "score"));
    jobs.add(job(outside, "lab/refused", "lab/fine", "score"));
    jobs.add(job(outside, "lab/denied", "lab/denied", "score"));
    jobs.add(job(outside, "lab/fine", "lab/fine", "refuses"));
    jobs.add(job(outside, "openai/fine", "openai/fine", "score"));
    for (Speech speech : KEYS.keySet()) {
      String model = "of" + speech.type() + "/m";
      jobs.add(job(outside, model, model, "score"));
    }
    return jobs;
  }

  private static ObjectNode job(TellTale outside, String task, String reflection, String hook) {
    ObjectNode job = Json.object().put("name", task);
    job.putObject("seedCandidate").put("prompt", "Do it.");
    job.putArray("trainset").addObject().put("input", "one");
    job.putObject("system").put("type", "prompt").put("model", task);
    ObjectNode evaluator = job.putObject("evaluator");
    evaluator.put("type", "http").put("url", outside.url("/hook/" + hook)).put("secret", "judge");
    evaluator
        .putObject("headers")
        .put("Authorization", "Bearer " + USERS_TOKEN)
        .put("X-Plain", "to be seen");
    job.putObject("reflection").put("model", reflection);
    job.putObject("budget").put("maxRollouts", 10);
    job.putObject("onEnd").put("url", outside.url("/hook/away")).put("secret", "judge");
    return job;
  }

  private void readAll(ServiceProcess service, List<String> jobs) {
    for (String job : jobs) {
      for (String path : PATHS) {
        read(service.send("GET", "/jobs/" + job + path, null));
      }
    }
    for (String path :
        List.of(
            "/jobs",
            "/providers",
            "/evaluations",
            "/keys",
            "/audit",
            "/v3/api-docs",
            "/actuator",
            "/actuator/health",
            "/actuator/prometheus",
            "/actuator/env",
            "/actuator/configprops",
            "/actuator/loggers",
            "/actuator/heapdump")) {
      read(service.send("GET", path, null));
      HttpResponse<String> inside =
          service.send("GET", path, null, "Authorization", "Bearer " + OF_THE_DOOR);
      assertThat(inside.statusCode()).as(path).isNotEqualTo(401);
      read(inside);
    }
    for (String wrong : List.of("Basic " + OF_THE_DOOR, "Bearer " + OF_THE_DOOR + "x")) {
      HttpResponse<String> outside = service.send("GET", "/jobs", null, "Authorization", wrong);
      assertThat(outside.statusCode()).isEqualTo(401);
      read(outside);
    }
  }

  /** Submissions that are looked at only, or refused, with all they name. */
  private void refuseAll(ServiceProcess service, TellTale outside) {
    ObjectNode job = job(outside, "lab/fine", "lab/fine", "score");
    read(service.send("POST", "/jobs/validate", Json.write(job)));
    ((ObjectNode) job.at("/evaluator/headers")).put("Cookie", USERS_TOKEN + "\n");
    ((ObjectNode) job.get("evaluator")).put("secret", "jud");
    ((ObjectNode) job.get("system")).put("model", "nobody/fine");
    read(service.send("POST", "/jobs", Json.write(job)));
  }

  private void read(HttpResponse<String> answer) {
    answers.add(answer.headers().map() + answer.body());
  }

  private static JdbcTemplate tables(TestDatabase.Access database) {
    return new JdbcTemplate(
        new DriverManagerDataSource(database.url(), database.user(), database.password()));
  }

  /** Tables and how many of their rows have any of the texts in any column, also within bytes. */
  private static List<String> occurrences(JdbcTemplate tables, List<String> texts) {
    List<String> names =
        tables.queryForList(
            "select table_name from information_schema.tables where table_schema = 'public'",
            String.class);
    assertThat(names).contains("job", "model_call", "event", "background_task");
    List<String> found = new ArrayList<>();
    for (String table : names) {
      for (String text : texts) {
        String bytes = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        Long rows =
            tables.queryForObject(
                "select count(*) from \"%s\" t where strpos(t::text, ?) + strpos(t::text, ?) > 0"
                    .formatted(table),
                Long.class,
                text,
                bytes);
        if (rows != null && rows > 0) {
          found.add(table + " has " + text + " in " + rows + " rows");
        }
      }
    }
    return found;
  }
}
