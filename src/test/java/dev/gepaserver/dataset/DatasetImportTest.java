package dev.gepaserver.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

class DatasetImportTest {

  private static Service service;
  private static Imported imports;

  @BeforeAll
  static void starts() {
    service =
        Service.fresh(
            "gepa.limits.import=3MB", "gepa.limits.body=1MB", "gepa.limits.examples=100B");
    imports = new Imported(service);
  }

  @AfterAll
  static void stops() {
    service.close();
  }

  @Test
  void keepsWhatJsonSays() {
    HttpResponse<String> answer =
        imports.post(
            "/datasets",
            Imported.JSON,
            "{\"items\": [{\"z\": 1.50, \"a\": {\"b\": null}}, {\"id\": \"x\"}], \"name\": \"json\"}");

    JsonNode made = Json.parse(answer.body());
    String path = answer.headers().firstValue("Location").orElseThrow();
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(path).isEqualTo("/api/v1/datasets/" + made.get("id").stringValue());
    assertThat(service.get(path)).isEqualTo(made);
    assertThat(made.get("version").intValue()).isEqualTo(1);
    assertThat(made.get("size").intValue()).isEqualTo(2);
    assertThat(service.get(path + "/items").get("items").toString())
        .isEqualTo(
            "[{\"position\":0,\"id\":\"0\",\"data\":{\"z\":1.50,\"a\":{\"b\":null}}},"
                + "{\"position\":1,\"id\":\"x\",\"data\":{\"id\":\"x\"}}]");
  }

  @Test
  void readsNdjsonLineByLine() {
    JsonNode made =
        imports.add(
            "/datasets?name=lines", Imported.NDJSON, "\uFEFF{\"a\": 1}\r\n\n{\"a\": \"ä\\n\"}");

    assertThat(imports.rows(made)).containsExactly("{\"a\":1}", "{\"a\":\"ä\\n\"}");
  }

  @Test
  void readsCsvAsTexts() {
    JsonNode made =
        imports.add(
            "/datasets?name=table",
            Imported.CSV,
            "\uFEFFid,text,n\r\nr1,\"two\nlines, \"\"quoted\"\"\", 7 \r\n\r\nr2,\\n\t,\n");

    assertThat(imports.rows(made))
        .containsExactly(
            "{\"id\":\"r1\",\"text\":\"two\\nlines, \\\"quoted\\\"\",\"n\":\" 7 \"}",
            "{\"id\":\"r2\",\"text\":\"\\\\n\\t\",\"n\":\"\"}");
  }

  @Test
  void countsVersionsUnderAName() {
    JsonNode first = imports.add("/datasets?name=again", Imported.CSV, "a\n1\n");
    JsonNode second = imports.add("/datasets?name=again", Imported.CSV, "a\n2\n");

    assertThat(second.get("version").intValue()).isEqualTo(2);
    assertThat(imports.rows(first)).containsExactly("{\"a\":\"1\"}");
    assertThat(service.get("/datasets?name=again").get("items").toString())
        .isEqualTo("[" + second + "," + first + "]");
    assertThat(service.all("/datasets?name=again")).containsExactly(second, first);
  }

  @Test
  void listsTheNewestVersionFirstWhicheverImportBeganFirst() {
    JsonNode first = imports.add("/datasets?name=raced", Imported.CSV, "a\n1\n");
    JsonNode second = imports.add("/datasets?name=raced", Imported.CSV, "a\n2\n");
    service
        .bean(JdbcTemplate.class)
        .update(
            "update data_collection set version = 9 where id = ?::uuid",
            first.get("id").stringValue());

    JsonNode page = service.get("/datasets?name=raced&limit=1");
    JsonNode next =
        service.get("/datasets?name=raced&limit=1&cursor=" + page.get("next").stringValue());

    assertThat(page.at("/items/0/id")).isEqualTo(first.get("id"));
    assertThat(next.at("/items/0/id")).isEqualTo(second.get("id"));
    assertThat(next.get("next").isNull()).isTrue();
  }

  @Test
  void refusesAJobWhoseDataSetsWouldFillTheMemory() {
    imports.add("/datasets?name=heavy", Imported.CSV, "answer\n" + "x\n".repeat(20));
    String job =
        """
        {"seedCandidate": {"text": "good"}, "system": {"type": "artifact"}, "evaluator": {"type": "contains"},
         "reflection": {"model": "simulated/reflector"}, "budget": {"maxIterations": 1},
         "trainset": {"dataset": "heavy", "limit": 4}, "valset": {"dataset": "heavy", "limit": %d}}
        """;

    HttpResponse<String> refused = service.send("POST", "/jobs/validate", job.formatted(5));
    HttpResponse<String> taken = service.send("POST", "/jobs/validate", job.formatted(3));

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(Imported.faults(refused))
        .singleElement()
        .asString()
        .startsWith("/valset: has 5 rows of 70 bytes, 126 with the sets before it;")
        .contains("100 in all (gepa.limits.examples");
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
  }

  @Test
  void namesNothingOfItsOwnWhereRowsGoTooDeep() {
    String deep = "[".repeat(400) + "]".repeat(400);

    HttpResponse<String> json =
        imports.post(
            "/datasets", Imported.JSON, "{\"name\": \"deep\", \"items\": [{\"a\": " + deep + "}]}");
    HttpResponse<String> lines =
        imports.post("/datasets?name=deep", Imported.NDJSON, "{\"a\": " + deep + "}");

    assertThat(json.body()).contains("exceeds the maximum allowed (300)");
    assertThat(lines.body()).contains("exceeds the maximum allowed (300)");
  }

  @Test
  void givesTheNumberOfADeletedVersionToNoOther() {
    imports.add("/datasets?name=numbered", Imported.CSV, "a\n1\n");
    JsonNode second = imports.add("/datasets?name=numbered", Imported.CSV, "a\n2\n");
    service.send("DELETE", "/datasets/" + second.get("id").stringValue(), null);

    JsonNode third = imports.add("/datasets?name=numbered", Imported.CSV, "a\n3\n");

    assertThat(third.get("version").intValue()).isEqualTo(3);
  }

  @Test
  void pagesThroughRows() {
    String rows =
        IntStream.range(0, 2_500).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
    JsonNode made = imports.add("/datasets?name=pages", Imported.CSV, "n\n" + rows);

    assertThat(imports.rows(made))
        .isEqualTo(IntStream.range(0, 2_500).mapToObj(n -> "{\"n\":\"" + n + "\"}").toList());
  }

  @Test
  void takesNoTableThatIsMuchLargerAsRows() {
    String header =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "%0100d".formatted(i))
            .collect(Collectors.joining(","));
    String row = ",".repeat(999) + "\n";

    HttpResponse<String> answer =
        imports.post("/datasets?name=wide", Imported.CSV, header + "\n" + row.repeat(100));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Imported.faults(answer))
        .singleElement()
        .asString()
        .startsWith("/items: have more than 3,145,728 characters as JSON (gepa.limits.import)")
        .endsWith("from row 30 (line 31) on");
  }

  @Test
  void takesNoRowThatIsTooLongWithItsNames() {
    String header =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "%0100d".formatted(i))
            .collect(Collectors.joining(","));
    String row = "x".repeat(1_950_000) + ",".repeat(999);

    HttpResponse<String> answer =
        imports.post("/datasets?name=long", Imported.CSV, header + "\n" + row + "\n");

    assertThat(Imported.faults(answer))
        .singleElement()
        .asString()
        .startsWith("/items/0: row 1 (line 2): has 2,056,")
        .endsWith("characters as JSON, at most 2,000,000 are allowed");
  }

  @Test
  void takesNoColumnOfALongName() {
    HttpResponse<String> answer =
        imports.post("/datasets?name=named", Imported.CSV, "a," + "b".repeat(201) + "\n1,2\n");

    assertThat(Imported.faults(answer))
        .singleElement()
        .asString()
        .contains("the name of the header's column 2 has 201 characters, at most 200 are allowed");
  }

  @Test
  void cutsAPageOfLongRows() {
    JsonNode made = imports.add("/datasets?name=large", Imported.CSV, "n\n1\n2\n3\n");
    String items = "/datasets/" + made.get("id").stringValue() + "/items";
    assertThat(service.get(items + "?limit=3").get("items").size()).isEqualTo(3);

    service
        .bean(JdbcTemplate.class)
        .update(
            "UPDATE data_row SET data = ('{\"n\":\"' || repeat('x', 9000000) || '\"}')::json WHERE collection_id = ?::uuid",
            made.get("id").stringValue());

    JsonNode page = service.get(items + "?limit=3");
    assertThat(page.get("items").size()).isEqualTo(2);
    JsonNode rest = service.get(items + "?limit=3&cursor=" + page.get("next").stringValue());
    assertThat(rest.get("items").size()).isEqualTo(1);
    assertThat(rest.get("next").isNull()).isTrue();
  }

  @Test
  void tellsEveryFaultByItsRow() {
    HttpResponse<String> answer =
        imports.post(
            "/datasets?name=faulty",
            Imported.NDJSON,
            "{\"id\": \"a\"}\n[]\n\n{\"id\": \"a\"}\n{\"id\": 3}\n{\"x\": }\n{\"id\": \" \"}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Imported.faults(answer))
        .satisfiesExactly(
            f -> assertThat(f).startsWith("/items/1: row 2 (line 2): must be a JSON object"),
            f -> assertThat(f).startsWith("/items/2/id: row 3 (line 4): 'a' is the id of row 1"),
            f -> assertThat(f).startsWith("/items/3/id: row 4 (line 5): must be a text"),
            f -> assertThat(f).startsWith("/items/4: row 5 (line 6): cannot be read as JSON"),
            f -> assertThat(f).startsWith("/items/5/id: row 6 (line 7): must not be empty"));
    assertThat(service.get("/datasets?name=faulty").get("items").isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                 | is empty
          'a,a\n1,2'         | column 2 is called 'a'
          'a,\n1,2'          | column 2 has no name
          'a,b'              | at least one row
          'a,b\n1,2\n3'      | row 2 (line 3): has 1 fields, and the header 2
          'a,b\n1,2,3'       | row 1 (line 2): has 3 fields, and the header 2
          'a,b\n"1\n",2\n,"' | row 2 (line 4): cannot be read as CSV
          'a,b\n"1"x,2'      | row 1 (line 2): cannot be read as CSV
          """)
  void refusesWhatIsNoTable(String csv, String told) {
    HttpResponse<String> answer =
        imports.post("/datasets?name=none", Imported.CSV, csv.replace("\\n", "\n"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Imported.faults(answer)).singleElement().asString().contains(told);
  }

  @Test
  void namesTheRowOfAByteThatIsNoText() {
    byte[] csv = "a,b\n1,2\n\"x\ny\",3\n4,?\n5,6\n".getBytes(StandardCharsets.UTF_8);
    csv[18] = (byte) 0xFF;

    HttpResponse<String> answer = imports.post("/datasets?name=bytes", Imported.CSV, csv);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Imported.faults(answer))
        .containsExactly("/items/2: row 3 (line 5): has a byte that is not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"x\", \"items\": [{}",
        "{",
        "{}x",
        "{\"items\": [{\"n\": 1e99999999999}]}"
      })
  void refusesWhatIsNoJson(String body) {
    HttpResponse<String> answer = imports.post("/datasets", Imported.JSON, body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Json.parse(answer.body()).get("code").stringValue()).isEqualTo("malformed-json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"items": [{}]}                             | /name
          {"name": " ", "items": [{}]}                | /name
          {"name": "0199a1b2-6c1e-7d3a-9f00-5b8e2d4c7a77", "items": [{}]} | /name
          {"name": "x"}                               | /items
          {"name": "x", "items": []}                  | /items
          {"name": "x", "items": {}}                  | /items
          {"name": "x", "items": [{}], "language": 1} | /language
          []                                          | ''
          """)
  void refusesWhatIsNoDataset(String body, String pointer) {
    HttpResponse<String> answer = imports.post("/datasets", Imported.JSON, body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Imported.faults(answer))
        .anySatisfy(fault -> assertThat(fault).startsWith(pointer + ": "));
  }

  @Test
  void countsFaultsThatAreTooManyToTell() {
    HttpResponse<String> answer =
        imports.post("/datasets?name=many", Imported.NDJSON, "[]\n".repeat(1_000));

    List<String> faults = Imported.faults(answer);
    assertThat(faults).hasSizeBetween(100, 250);
    assertThat(faults.getFirst()).contains("row 1 (line 1)");
    assertThat(faults.getLast()).contains("more");
  }

  @Test
  void takesLargerBodiesThanOthersAndNotAnyLength() {
    String row = "x".repeat(1_000) + "\n";

    JsonNode large = imports.add("/datasets?name=large", Imported.CSV, "a\n" + row.repeat(2_000));
    HttpResponse<String> larger =
        imports.post("/datasets?name=larger", Imported.CSV, "a\n" + row.repeat(4_000));
    HttpResponse<String> streamed =
        imports.stream("/datasets?name=larger", Imported.NDJSON, "{}\n".repeat(1_500_000));
    HttpResponse<String> other = imports.post("/jobs", Imported.JSON, row.repeat(2_000));

    assertThat(large.get("size").intValue()).isEqualTo(2_000);
    assertThat(larger.statusCode()).isEqualTo(413);
    assertThat(streamed.statusCode()).isEqualTo(413);
    assertThat(other.statusCode()).isEqualTo(413);
  }

  @Test
  void refusesARowWithoutEnd() {
    HttpResponse<String> answer =
        imports.post("/datasets?name=endless", Imported.CSV, "a\n1\n\"" + "x".repeat(2_500_000));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Imported.faults(answer).toString()).contains("row 2 (line 3): is longer than");
  }

  @Test
  void replacesWhatCannotBeStored() {
    JsonNode made = imports.add("/datasets?name=nul", Imported.CSV, "a\n\0x\n");

    assertThat(imports.rows(made)).containsExactly("{\"a\":\"\uFFFDx\"}");
  }

  @Test
  void refusesOtherEncodingsAndTypes() {
    assertThat(
            imports.post("/datasets?name=x", "text/csv; charset=iso-8859-1", "a\n1").statusCode())
        .isEqualTo(415);
    assertThat(imports.post("/datasets?name=x", "text/plain", "a\n1").statusCode()).isEqualTo(415);
  }

  @Test
  void refusesUnknownParametersAndIds() {
    assertThat(imports.post("/datasets?nme=x", Imported.CSV, "a\n1").statusCode()).isEqualTo(400);
    assertThat(service.send("GET", "/datasets/none", null).statusCode()).isEqualTo(404);
    assertThat(
            service
                .send("GET", "/datasets/0199a1b2-6c1e-7d3a-9f00-5b8e2d4c7a77/items", null)
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void deletesAVersionWithItsRows() {
    JsonNode made = imports.add("/datasets?name=gone", Imported.CSV, "a\n1\n2\n");
    String path = "/datasets/" + made.get("id").stringValue();

    assertThat(service.send("DELETE", path, null).statusCode()).isEqualTo(204);
    assertThat(service.send("GET", path, null).statusCode()).isEqualTo(404);
    assertThat(service.send("DELETE", path, null).statusCode()).isEqualTo(404);
    assertThat(
            service
                .bean(JdbcTemplate.class)
                .queryForObject(
                    "select count(*) from data_row where collection_id = ?::uuid",
                    Integer.class,
                    made.get("id").stringValue()))
        .isZero();
  }
}
