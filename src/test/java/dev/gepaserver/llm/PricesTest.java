package dev.gepaserver.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Fault;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.CallScope;
import dev.gepaserver.journal.InMemoryJournal;
import dev.gepaserver.journal.ModelCall;
import dev.gepaserver.journal.Role;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What models cost, and where that is from. */
class PricesTest {

  private static final String KEY = "gepa.providers.p.api-key";
  private static final String TYPE = "gepa.providers.p.type";
  private static final String URL = "gepa.providers.p.base-url";

  @ParameterizedTest
  @CsvSource({
    "'', gpt-4.1-mini, 2026-11",
    "https://api.openai.com/v1, gpt-4.1-mini, 2026-11",
    "https://api.groq.com/openai/v1, llama-3.1-8b-instant, 2026-11",
    "http://api.openai.com/v1, gpt-4.1-mini, ",
    "https://api.openai.com:8443/v1, gpt-4.1-mini, ",
    "https://proxy.example.com/v1, gpt-4.1-mini, ",
    "'', gpt-4.1-mini-of-mine, ",
    "'', GPT-4.1-mini, ",
    "https://api.groq.com/openai/v1, gpt-4.1-mini, "
  })
  void areListedAtAProvidersOwnAddressOnly(String url, String model, String asOf) {
    Map<String, String> settings =
        url.isEmpty()
            ? Map.of(TYPE, "openai", KEY, "none")
            : Map.of(TYPE, "openai", KEY, "none", URL, url);

    TokenPrices prices = read(settings, Json.tree("p/" + model)).prices();

    assertThat(prices == null ? null : prices.asOf()).isEqualTo(asOf);
  }

  @Test
  void ofTheSettingGoBeforeListedOnes() {
    String price = "gepa.providers.p.prices.gpt-4o-mini.";
    Map<String, String> settings =
        Map.of(
            TYPE,
            "openai",
            KEY,
            "none",
            price + "input-usd-per-million",
            "1",
            price + "cached-input-usd-per-million",
            "0.5",
            price + "output-usd-per-million",
            "2.50");

    TokenPrices prices = read(settings, Json.tree("p/gpt-4o-mini")).prices();

    assertThat(prices).isEqualTo(prices("1", "0.5", "2.5", "setting"));
    assertThat(prices.costNanos(1_000, 400, 10)).isEqualTo(600 * 1_000 + 400 * 500 + 10 * 2_500);
  }

  @Test
  void ofAModelWhoseOwnNameEndsInCachedAreThoseOfItsInput() {
    String price = "gepa.providers.p.prices.writer-cached.";
    Map<String, String> settings =
        Map.of(
            TYPE,
            "openai",
            KEY,
            "none",
            price + "input-usd-per-million",
            "1",
            price + "output-usd-per-million",
            "2");

    assertThat(read(settings, Json.tree("p/writer-cached")).prices())
        .isEqualTo(prices("1", null, "2", "setting"));
  }

  @Test
  void ofTheJobGoBeforeAllAndCopiesMustBeWhatIsLookedUp() {
    Map<String, String> settings = Map.of(TYPE, "openai", KEY, "none");
    String model =
        "{\"provider\": \"p\", \"model\": \"gpt-4o-mini\", \"prices\": {\"inputUsdPerMillion\": 7, \"outputUsdPerMillion\": 8 %s}}";

    assertThat(read(settings, Json.parse(model.formatted(""))).prices())
        .isEqualTo(prices("7", null, "8", "job"));
    JsonNode copied = Json.parse(model.formatted(", \"asOf\": \"2025-01\""));
    assertThat(faults(settings, copied)).containsExactly("/model/prices");
    assertThat(
            read(
                    settings,
                    Json.parse(
                        "{\"provider\": \"p\", \"model\": \"gpt-4o-mini\", \"prices\": {\"inputUsdPerMillion\": 0.150,"
                            + " \"cachedInputUsdPerMillion\": 0.075, \"outputUsdPerMillion\": 0.6, \"asOf\": \"2025-01\"}}"))
                .prices())
        .isEqualTo(prices("0.15", "0.075", "0.6", "2026-11"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"service_tier\": \"flex\"", "\"tools\": []", "\"web_search_options\": {}"})
  void areUnknownWithOptionsThatChangeThemUnlessTheJobHasItsOwn(String option) {
    Map<String, String> settings = Map.of(TYPE, "openai", KEY, "none");
    ObjectNode model = Json.object().put("provider", "p").put("model", "gpt-4o-mini");
    model.set("options", Json.parse("{" + option + "}"));

    assertThat(read(settings, model).prices()).isNull();

    model.putObject("prices").put("inputUsdPerMillion", 3).put("outputUsdPerMillion", 4);
    assertThat(read(settings, model).prices()).isEqualTo(prices("3", null, "4", "job"));
  }

  @Test
  void ofAJobThatWasTakenInWithoutThemAreLookedUp() {
    try (TestModels room = new TestModels(Map.of(TYPE, "openai", KEY, "none"))) {
      JsonNode model = Json.object().put("provider", "p").put("model", "gpt-4o-mini");
      Fields kept = Fields.of(Json.object().set("model", model), "", Faults.ofAccepted());

      assertThat(room.models().read(kept, "model").prices())
          .isEqualTo(prices("0.15", "0.075", "0.6", "2026-11"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "openai, gpt-4.1-mini, '', 5000, 1047576",
    "openai, of-mine, '', 5000, 5000",
    "openai, of-mine, '', , ",
    "ollama, of-mine, '', , 4096",
    "ollama, of-mine, '', 5000, 5000",
    "ollama, of-mine, '\"num_ctx\": 9000', 5000, 9000"
  })
  void goWithTheContextThatIsListedOrAskedForOrSet(
      String type, String model, String option, Integer set, Integer context) {
    Map<String, String> settings = new HashMap<>(Map.of(TYPE, type, KEY, "none"));
    if (set != null) {
      settings.put("gepa.providers.p.context-tokens", set.toString());
    }
    try (TestModels room = new TestModels(settings)) {
      ObjectNode job = Json.object();
      ObjectNode given = job.putObject("model").put("provider", "p").put("model", model);
      given.set("options", Json.parse("{" + option + "}"));
      ModelRef read = room.models().read(Fields.of(job, "", new Faults()), "model");

      assertThat(room.models().contextTokens(read)).isEqualTo(context);
    }
  }

  @Test
  void loseNoAnswerThatTellsOfMoreTokensThanThereAre() {
    Reply reply = new Reply("x", "stop", Long.MAX_VALUE, 0, 0, Long.MAX_VALUE);

    assertThat(
            prices("1000000", null, "1000000", "job")
                .costNanos(reply.inputTokens(), reply.cachedTokens(), reply.outputTokens()))
        .isEqualTo(2_000_000_000L * 1_000_000_000);
  }

  @ParameterizedTest
  @CsvSource({"x, 3, 1, true", "x, 0, 1, false", "x, 3, 0, false", "'', 3, 0, true"})
  void areNothingWithoutTheTokens(String text, long input, long output, boolean told) {
    assertThat(new Reply(text, "stop", input, 0, 0, output).tellsUsage()).isEqualTo(told);
  }

  @Test
  void areNoPartOfWhatACallIsKnownBy() {
    try (TestModels room = new TestModels(Map.of())) {
      ModelRef model =
          new ModelRef("simulated", "worker", 0.5, 9, null, 3L, Map.of("x", Json.tree(1)));

      ModelCall free = ask(room.models(), model);
      ModelCall dear = ask(room.models(), model.withPrices(prices("1", null, "2", "job")));

      assertThat(free.hash())
          .isEqualTo(dear.hash())
          .isEqualTo(
              Json.hash(
                  Json.parse(
                      """
                      {"model": {"provider": "simulated", "model": "worker", "temperature": 0.5, "maxTokens": 9,
                        "seed": 3, "options": {"x": 1}},
                       "messages": [{"role": "user", "content": "hello"}]}
                      """)));
      assertThat(free.reply()).isEqualTo(dear.reply());
      assertThat(free.usage().costNanos()).isZero();
      assertThat(dear.usage().costNanos())
          .isEqualTo(1_000 * dear.usage().inputTokens() + 2_000 * dear.usage().outputTokens());
    }
  }

  private static ModelCall ask(Models models, ModelRef model) {
    CallScope scope = new CallScope(new InMemoryJournal(), 1, "seed", 0, 0);
    return models.ask(scope, "answer", Role.TASK, model, TestModels.messages(null, "hello"));
  }

  private static ModelRef read(Map<String, String> settings, JsonNode model) {
    try (TestModels room = new TestModels(settings)) {
      Faults faults = new Faults();
      ModelRef read =
          room.models().read(Fields.of(Json.object().set("model", model), "", faults), "model");
      assertThat(faults.all()).isEmpty();
      return read;
    }
  }

  private static List<String> faults(Map<String, String> settings, JsonNode model) {
    try (TestModels room = new TestModels(settings)) {
      Faults faults = new Faults();
      var _ = room.models().read(Fields.of(Json.object().set("model", model), "", faults), "model");
      return faults.all().stream().map(Fault::pointer).toList();
    }
  }

  private static TokenPrices prices(String input, String cached, String output, String asOf) {
    return new TokenPrices(
        new BigDecimal(input),
        cached == null ? null : new BigDecimal(cached),
        new BigDecimal(output),
        asOf);
  }
}
