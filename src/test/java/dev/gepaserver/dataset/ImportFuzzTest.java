package dev.gepaserver.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.gepaserver.common.Json;
import dev.gepaserver.testing.Service;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Files with faults by chance: each is either refused with the row told, or kept exactly as another
 * reader reads it.
 */
class ImportFuzzTest {

  private static final int FEW = 60;
  private static final int MANY = 500;
  private static final String CSV =
      "id,text,\"wei,rd\"\na,\"one, \"\"two\"\"\",3\nb,\"line\nbreak\",\nc, blank ,ä€😀\n\"d\",x\"y,\\n\n";
  private static final String NDJSON =
      "{\"id\": \"a\", \"n\": [1, 2.50, {\"x\": null}]}\n{\"text\": \"q\\\"uote\\n ä€😀\"}\n\n{\"id\": \"c\", \"b\": true}\n";
  private static final String[] PIECES = {
    "\"", ",", "\n", "\r", "\r\n", "\0", " ", "x", "\"\"", "a", "{", "}", ":", "1", "\\", "\uFEFF",
    "é", "id"
  };
  private static final Pattern TOLD =
      Pattern.compile("row \\d+ \\(line \\d+\\)|header|is empty|at least one row");

  private static Service service;
  private static Imported imports;

  @BeforeAll
  static void starts() {
    service = Service.fresh();
    imports = new Imported(service);
  }

  @AfterAll
  static void stops() {
    service.close();
  }

  @Test
  void keepsACsvAsItStandsOrTellsItsRow() {
    check(CSV, Imported.CSV, ImportFuzzTest::readCsv, FEW);
  }

  @Test
  void keepsAnNdjsonAsItStandsOrTellsItsRow() {
    check(NDJSON, Imported.NDJSON, ImportFuzzTest::readNdjson, FEW);
  }

  @Test
  @Tag("slow")
  void keepsManyCsvsAsTheyStandOrTellsTheirRows() {
    check(CSV, Imported.CSV, ImportFuzzTest::readCsv, MANY);
  }

  @Test
  @Tag("slow")
  void keepsManyNdjsonsAsTheyStandOrTellsTheirRows() {
    check(NDJSON, Imported.NDJSON, ImportFuzzTest::readNdjson, MANY);
  }

  /** Reads a text; null where it has a fault. */
  private interface Reading {
    @Nullable List<String> rows(String text);
  }

  private static void check(String text, String type, Reading reading, int mutations) {
    int kept = 0;
    for (int seed = 0; seed < mutations; seed++) {
      byte[] mutated = mutate(text, new Random(seed));
      String decoded = decode(mutated);
      List<String> rows = decoded == null ? null : reading.rows(decoded);
      String name = "seed " + seed + ": " + new String(mutated, StandardCharsets.UTF_8);
      HttpResponse<String> answer = imports.post("/datasets?name=fuzz", type, mutated);
      if (rows != null && distinctIds(rows)) {
        kept++;
        assertThat(answer.statusCode()).as(name + answer.body()).isEqualTo(201);
        assertThat(imports.rows(Json.parse(answer.body())).stream().map(Json::parse).toList())
            .as(name)
            .isEqualTo(rows.stream().map(Json::parse).toList());
      } else {
        assertThat(answer.statusCode()).as(name).isEqualTo(400);
        assertThat(Imported.faults(answer))
            .as(name)
            .isNotEmpty()
            .allSatisfy(fault -> assertThat(fault).containsPattern(TOLD));
      }
    }
    assertThat(kept).isBetween(mutations / 20, 19 * mutations / 20);
  }

  private static byte[] mutate(String text, Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringBuilder mutated = new StringBuilder(text);
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(mutated.length());
      switch (random.nextInt(4)) {
        case 0 -> mutated.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 1 -> mutated.deleteCharAt(at);
        case 2 -> mutated.setLength(Math.max(1, at));
        default -> {
          int end = Math.min(mutated.length(), at + random.nextInt(30));
          mutated.insert(random.nextInt(mutated.length()), mutated.substring(at, end));
        }
      }
    }
    out.writeBytes(mutated.toString().getBytes(StandardCharsets.UTF_8));
    byte[] bytes = out.toByteArray();
    if (random.nextInt(10) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) (0x80 + random.nextInt(0x80));
    }
    return bytes;
  }

  private static @Nullable String decode(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static boolean distinctIds(List<String> rows) {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < rows.size(); i++) {
      JsonNode row = Json.parse(rows.get(i));
      JsonNode id = row.path("id");
      boolean none = id.isMissingNode() || id.isNull();
      if (!row.isObject()
          || !none && (!id.isString() || id.stringValue().isBlank())
          || !ids.add(none ? Integer.toString(i) : id.stringValue())) {
        return false;
      }
    }
    return !rows.isEmpty();
  }

  private static @Nullable List<String> readNdjson(String text) {
    ObjectMapper other =
        new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));
    List<String> rows = new ArrayList<>();
    try {
      for (String line : text.split("\r\n|\n|\r")) {
        if (!line.isBlank()) {
          rows.add(other.readTree(line).toString());
        }
      }
      return rows;
    } catch (IOException e) {
      return null;
    }
  }

  /** RFC 4180, letter by letter; quotes within bare fields are letters. */
  private static @Nullable List<String> readCsv(String text) {
    List<List<String>> records = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean bare = true;
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '"' && field.isEmpty() && bare) {
        i = quoted(text, i + 1, field);
        if (i < 0 || i < text.length() && ",\r\n".indexOf(text.charAt(i)) < 0) {
          return null;
        }
        bare = false;
        continue;
      }
      if (c == ',') {
        fields.add(field.toString());
        field.setLength(0);
        bare = true;
      } else if (c == '\n' || c == '\r') {
        i += c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n' ? 1 : 0;
        if (!(fields.isEmpty() && field.isEmpty() && bare)) {
          fields.add(field.toString());
          records.add(fields);
        }
        fields = new ArrayList<>();
        field.setLength(0);
        bare = true;
      } else {
        field.append(c);
      }
      i++;
    }
    if (!(fields.isEmpty() && field.isEmpty() && bare)) {
      fields.add(field.toString());
      records.add(fields);
    }
    return objects(records);
  }

  private static int quoted(String text, int from, StringBuilder field) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) != '"') {
        field.append(text.charAt(i));
      } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else {
        return i + 1;
      }
    }
    return -1;
  }

  private static @Nullable List<String> objects(List<List<String>> records) {
    if (records.isEmpty()) {
      return null;
    }
    List<String> header = records.getFirst();
    if (header.stream().anyMatch(String::isBlank) || new HashSet<>(header).size() < header.size()) {
      return null;
    }
    List<String> rows = new ArrayList<>();
    for (List<String> record : records.subList(1, records.size())) {
      if (record.size() != header.size()) {
        return null;
      }
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < header.size(); i++) {
        row.put(header.get(i).replace('\0', '\uFFFD'), record.get(i).replace('\0', '\uFFFD'));
      }
      rows.add(Json.write(row));
    }
    return rows;
  }
}
