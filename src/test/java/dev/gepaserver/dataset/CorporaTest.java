package dev.gepaserver.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.testing.Service;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CorporaTest {

  private static final String CAPITALS =
      """
      id,title,text
      berlin,Berlin,Berlin is the capital of Germany and lies on the Spree.
      paris,Paris,Paris is the capital of France. It lies on the Seine.
      rhine,Rhine,The Rhine flows through Germany and does not touch its capital city.
      cheese,Cheese,"France makes cheese, cheese and more cheese."
      seine,Seine,The Seine is a river of France.
      seine2,Seine,The Seine is a river of France.
      """;

  private static Service service;
  private static Imported imports;
  private static Corpora corpora;
  private static UUID capitals;

  @BeforeAll
  static void starts() {
    service = Service.fresh();
    imports = new Imported(service);
    corpora = service.bean(Corpora.class);
    capitals =
        UUID.fromString(
            imports.add("/corpora?name=capitals", Imported.CSV, CAPITALS).get("id").stringValue());
  }

  @AfterAll
  static void stops() {
    service.close();
  }

  @ParameterizedTest
  @CsvSource({
    "capital of Germany, berlin",
    "What city is the capital of France?, paris",
    "flowing and touching, rhine",
    "cheeses, cheese",
    "Does the Seine flow through Antarctica?, seine",
  })
  void findsWhatHasMostInCommon(String query, String best) {
    assertThat(corpora.search(capitals, query, 3).getFirst().id()).isEqualTo(best);
  }

  @Test
  void givesEqualsInTheirOrder() {
    List<Corpora.Found> found = corpora.search(capitals, "river", 10);

    assertThat(found).extracting(Corpora.Found::id).containsExactly("seine", "seine2");
    assertThat(found.get(0).rank()).isEqualTo(found.get(1).rank()).isPositive();
    assertThat(found.getFirst().text()).isEqualTo("The Seine is a river of France.");
    assertThat(found.getFirst().data().get("title").stringValue()).isEqualTo("Seine");
  }

  @Test
  void givesNoMoreCharactersThanAStepCanTake() {
    String row = "needle " + "x".repeat(900_000);
    UUID large =
        UUID.fromString(
            imports
                .add(
                    "/corpora?name=large",
                    Imported.CSV,
                    "text,more\n" + ("needle," + row + "\n").repeat(3))
                .get("id")
                .stringValue());

    assertThat(corpora.search(large, "needle", 10))
        .extracting(Corpora.Found::id)
        .containsExactly("0", "1");
  }

  @Test
  void givesNoMoreThanAskedFor() {
    assertThat(corpora.search(capitals, "capital France Germany", 2)).hasSize(2);
  }

  @Test
  void passesOverWhatHasOnlyFrequentWordsWhereOthersAreEnough() {
    String rows =
        IntStream.range(0, 5_200)
            .mapToObj(n ->
                "{\"id\": \"%d\", \"text\": \"%s\"}"
                    .formatted(
                        n, n % 1_000 == 7 ? "one rose among many more thorns" : "thorns thorns"))
            .collect(Collectors.joining("\n"));
    UUID thorns =
        UUID.fromString(
            imports.add("/corpora?name=thorns", Imported.NDJSON, rows).get("id").stringValue());

    assertThat(corpora.search(thorns, "a rose with thorns", 6))
        .extracting(Corpora.Found::id)
        .containsExactly("7", "1007", "2007", "3007", "4007", "5007");
    assertThat(corpora.search(thorns, "a rose with thorns", 9))
        .hasSize(9)
        .extracting(Corpora.Found::id)
        .contains("7", "5007");
    assertThat(corpora.search(thorns, "thorns", 9)).hasSize(9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "the of and",
        "' | & ! ( ) <-> :* \\ \\\\ ''",
        "capital' | 'France",
        "http://a.b/c?d=e&f=g user@example.com -1.5e10 x-y-z",
        "\0\uD800 capital",
        "ä€😀 שלום 你好",
      })
  void takesAnyText(String query) {
    List<Corpora.Found> found = corpora.search(capitals, query, 5);

    assertThat(found).hasSizeBetween(0, 5);
    assertThat(found.isEmpty()).isEqualTo(!query.contains("capital"));
  }

  @Test
  void takesTextsOfChance() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      String query =
          IntStream.range(0, random.nextInt(9_000))
              .mapToObj(i ->
                  Character.toString(
                      random.nextInt(3) == 0 ? random.nextInt(0x3000) : 32 + random.nextInt(95)))
              .collect(Collectors.joining());

      assertThat(corpora.search(capitals, query, 5)).hasSizeBetween(0, 5);
    }
  }

  @Test
  void speaksOtherLanguages() {
    JsonNode german =
        imports.add(
            "/corpora",
            Imported.JSON,
            "{\"name\": \"haus\", \"language\": \"german\", \"items\": [{\"text\": \"Viele Häuser stehen leer.\"}]}");

    assertThat(german.get("language").stringValue()).isEqualTo("german");
    assertThat(corpora.search(UUID.fromString(german.get("id").stringValue()), "das haus", 1))
        .extracting(Corpora.Found::id)
        .containsExactly("0");
  }

  @Test
  void findsTheNewestVersionByName() {
    JsonNode first = imports.add("/corpora?name=twice", Imported.CSV, "text\nold\n");
    JsonNode second = imports.add("/corpora?name=twice", Imported.CSV, "text\nnew\n");
    UUID old = UUID.fromString(first.get("id").stringValue());

    assertThat(corpora.resolve("twice")).contains(UUID.fromString(second.get("id").stringValue()));
    assertThat(corpora.resolve(old.toString())).contains(old);
    assertThat(corpora.resolve("thrice")).isEmpty();
    assertThat(corpora.search(old, "new", 1)).isEmpty();
    assertThat(corpora.search(UUID.randomUUID(), "new", 1)).isEmpty();
  }

  @Test
  void keepsCorporaAndDatasetsApart() {
    assertThat(service.send("GET", "/datasets/" + capitals, null).statusCode()).isEqualTo(404);
    JsonNode dataset = imports.add("/datasets?name=capitals", Imported.CSV, "text\ncapital\n");

    assertThat(corpora.resolve(dataset.get("id").stringValue())).isEmpty();
    assertThat(dataset.get("version").intValue()).isEqualTo(1);
    assertThat(corpora.search(UUID.fromString(dataset.get("id").stringValue()), "capital", 1))
        .isEmpty();
  }

  @Test
  void canBeTriedOverHttp() {
    String path = "/corpora/" + capitals + "/search?k=1&q=";
    String query = URLEncoder.encode("capital of Germany?", StandardCharsets.UTF_8);

    JsonNode found = service.get(path + query);

    assertThat(found.get(0).get("id").stringValue()).isEqualTo("berlin");
    assertThat(service.send("GET", "/corpora/" + capitals + "/search?k=0", null).statusCode())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"name": "x", "items": [{"id": "a"}]}                        | /items/0/text: row 1 (line 1): is missing
          {"name": "x", "items": [{"text": "a"}, {"text": 1}]}         | /items/1/text: row 2 (line 1): must be a text
          {"name": "x", "items": [{"text": "a"}, {"text": " "}]}       | /items/1/text: row 2 (line 1): must not be empty
          {"name": "x", "language": "klingon", "items": [{"text": "a"}]} | /language: "klingon" is not known; known are
          """)
  void refusesWhatCannotBeSearched(String body, String told) {
    HttpResponse<String> answer = imports.post("/corpora", Imported.JSON, body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Imported.faults(answer))
        .anySatisfy(fault -> assertThat(fault.replace("the text ", "")).startsWith(told));
  }

  @Test
  void takesALongDocumentOfManyWords() {
    String words =
        IntStream.range(0, 14_000)
            .mapToObj(n -> Integer.toString(n + 100_000, 36) + "-x")
            .collect(Collectors.joining(" "));

    JsonNode fits =
        imports.add("/corpora?name=long", Imported.NDJSON, "{\"text\": \"" + words + "\"}");

    assertThat(corpora.search(UUID.fromString(fits.get("id").stringValue()), "255s-x", 1))
        .hasSize(1);
  }
}
