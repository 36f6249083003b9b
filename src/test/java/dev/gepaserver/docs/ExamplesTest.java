package dev.gepaserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;

/** The bundled examples, run by the commands of {@code docs/examples.md}, all at once. */
class ExamplesTest {

  static final List<String> NAMES =
      List.of("single-prompt", "two-hop", "agent", "code", "privacy", "instructions");

  private static final Pattern COMMAND = Pattern.compile("(?ms)^```bash\\n(curl .*?)^```");
  private static final Pattern POSTED = Pattern.compile("--data-binary @(\\S+) \\$api/(\\w+)");
  private static final String JUDGE = "http://127.0.0.1:9000/";
  private static final Map<String, String> IDS = new LinkedHashMap<>();

  private static Process judge;
  private static String judgeUrl;
  private static Service service;

  @BeforeAll
  static void runsThem() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    judge =
        new ProcessBuilder(java.toString(), "examples/code/Judge.java", "0")
            .redirectErrorStream(true)
            .start();
    service = Service.fresh("gepa.workers.max-jobs=8", "gepa.providers.house.type=vllm");
    judgeUrl = said(judge.inputReader(StandardCharsets.UTF_8));
    String page = Files.readString(Path.of("docs/examples.md"));
    Path repository = Files.createTempDirectory("examples");
    copyExamples(repository);
    for (MatchResult command : COMMAND.matcher(page).results().toList()) {
      List<Path> files =
          POSTED.matcher(command.group(1)).results().map(m -> Path.of(m.group(1))).toList();
      List<JsonNode> answers =
          runs("curl") && runs("bash")
              ? run(command.group(1), repository)
              : POSTED.matcher(command.group(1)).results().map(ExamplesTest::post).toList();
      for (int i = 0; i < files.size(); i++) {
        String name = files.get(i).getFileName().toString().replace(".json", "");
        assertThat(answers.get(i).has("id")).as(name + ": " + answers.get(i)).isTrue();
        if (NAMES.contains(name)) {
          IDS.put(name, answers.get(i).get("id").stringValue());
        }
      }
    }
  }

  /** As they are in the repository, but for the port of the judge. */
  private static void copyExamples(Path repository) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("examples"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = repository.resolve(file);
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, text(file).replace(JUDGE, judgeUrl));
      }
    }
  }

  private static boolean runs(String program) {
    try {
      Process process =
          new ProcessBuilder(program, "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs a command of the page as it stands there and gives what was answered. */
  private static List<JsonNode> run(String command, Path repository) throws IOException {
    ProcessBuilder shell = new ProcessBuilder("bash", "-c", command);
    shell.directory(repository.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
    shell.environment().put("api", service.uri("").toString());
    shell.environment().put("no_proxy", "*");
    try (BufferedReader out = shell.start().inputReader(StandardCharsets.UTF_8)) {
      String answers = out.readAllAsString();
      return Json.MAPPER
          .readerFor(JsonNode.class)
          .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .<JsonNode>readValues(answers)
          .readAll();
    }
  }

  private static String said(BufferedReader reader) throws IOException {
    String line = String.valueOf(reader.readLine());
    assertThat(line).startsWith("Judging at http://");
    return line.substring("Judging at ".length());
  }

  private static JsonNode post(MatchResult posted) {
    Path file = Path.of(posted.group(1));
    HttpResponse<String> answer =
        service.send("POST", "/" + posted.group(2), text(file).replace(JUDGE, judgeUrl));
    assertThat(answer.statusCode()).as(file + ": " + answer.body()).isBetween(200, 299);
    return Json.parse(answer.body());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterAll
  static void stops() {
    service.close();
    judge.destroy();
  }

  @Test
  void hasACommandForEachOfThem() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("examples"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.endsWith(".json") && !name.endsWith("-corpus.json"))
          .containsExactlyInAnyOrderElementsOf(NAMES.stream().map(name -> name + ".json").toList());
    }
    assertThat(IDS.keySet()).containsExactlyInAnyOrderElementsOf(NAMES);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void improvesItsTestScoreUnderSimulatedModels(String name) {
    JsonNode view = view(name);

    assertThat(view.get("status").stringValue()).as(view.toString()).isEqualTo("COMPLETED");
    assertThat(view.get("simulated").booleanValue()).isTrue();
    assertThat(view.at("/test/bestScore").doubleValue())
        .as(view.toString())
        .isGreaterThan(view.at("/test/seedScore").doubleValue() + 0.2);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void canBeRunWithOtherModelsByTheirNamesAlone(String name) {
    JsonNode spec = service.get("/jobs/" + IDS.get(name) + "/spec");
    String other =
        Json.write(spec)
            .replaceAll(
                "\"provider\":\"simulated\",\"model\":\"(worker|agent|reflector)\"",
                "\"provider\":\"house\",\"model\":\"any\"");

    HttpResponse<String> answer = service.send("POST", "/jobs/validate", other);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(spec.at("/labels/to run it with real models").asString("")).contains("simulated/");
    assertThat(Json.parse(answer.body()).get("spec").toString()).doesNotContain("\"simulated\"");
  }

  @Test
  void mergesWhatBranchesOfThePipelineFoundOut() {
    view("two-hop");

    assertThat(service.all("/jobs/" + IDS.get("two-hop") + "/candidates"))
        .extracting(candidate -> candidate.get("origin").stringValue())
        .contains("mutation", "merge");
  }

  @Test
  void keepsPrivacyAndUseOnTheFrontBesideTheExamples() {
    view("privacy");

    assertThat(service.get("/jobs/" + IDS.get("privacy") + "/pareto").get("keys").valueStream())
        .extracting(key -> key.path("objective").asString(key.path("example").asString()))
        .contains("private", "useful", "val-1");
  }

  @Test
  void showsForEachTaskTheBestCandidateAndItsOutput() {
    view("code");
    String job = "/jobs/" + IDS.get("code");
    JsonNode keys = service.get(job + "/pareto").get("keys");

    assertThat(keys).hasSize(8);
    for (JsonNode key : keys) {
      String task = key.get("example").stringValue();
      assertThat(key.get("rollouts")).hasSize(1);
      key.get("rollouts")
          .properties()
          .forEach(entry -> {
            JsonNode rollout = service.get(job + "/rollouts/" + entry.getValue().stringValue());
            JsonNode candidate = service.get(job + "/candidates/" + entry.getKey());
            assertThat(rollout.get("example").stringValue()).isEqualTo(task);
            assertThat(rollout.get("score")).isEqualTo(key.get("score"));
            assertThat(rollout.get("output")).isEqualTo(candidate.at("/components/program"));
            assertThat(rollout.get("output").stringValue()).contains(task + "(");
          });
    }
  }

  private static JsonNode view(String name) {
    return service.settled(IDS.get(name));
  }
}
