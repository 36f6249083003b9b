package dev.gepaserver.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BundledJobTest {

  private static final List<String> SETS = List.of("trainset", "valset", "testset");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
  private static final Pattern LABEL = Pattern.compile("[A-Z]+-\\d+");

  private final JsonNode job = Json.parse(BundledJob.read().body());

  @Test
  void hasEnoughTicketsInEverySet() {
    Map<String, Integer> sizes = new HashMap<>();

    SETS.forEach(set -> sizes.put(set, job.get(set).size()));

    assertThat(sizes).isEqualTo(Map.of("trainset", 30, "valset", 24, "testset", 24));
  }

  @Test
  void holdsNoTicketTwice() {
    List<String> texts = all().stream().map(t -> text(t, "input")).toList();

    List<String> ids = all().stream().map(t -> text(t, "id")).toList();

    assertThat(texts).doesNotHaveDuplicates();
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void hasEveryQueueAndEveryRuleInEverySet() {
    Set<String> queues = distinct(all(), "answer");
    Set<String> rules = distinct(all(), "additionalContext.policy");

    assertThat(queues).hasSizeBetween(8, 10).allMatch(LABEL.asMatchPredicate());
    assertThat(rules).hasSizeGreaterThan(queues.size());
    for (String set : SETS) {
      assertThat(distinct(tickets(set), "answer")).as(set).isEqualTo(queues);
      assertThat(distinct(tickets(set), "additionalContext.policy")).as(set).isEqualTo(rules);
    }
  }

  @Test
  void namesInEachPolicyOnePhraseOfTheTicketAndItsQueueAlone() {
    for (JsonNode ticket : all()) {
      String policy = text(ticket, "additionalContext.policy");
      List<String> labels = LABEL.matcher(policy).results().map(MatchResult::group).toList();
      List<String> phrases = phrases(policy);

      assertThat(labels).as(policy).containsExactly(text(ticket, "answer"));
      assertThat(phrases).as(policy).hasSize(1);
      assertThat(lower(text(ticket, "input"))).contains(lower(phrases.getFirst()));
    }
  }

  @Test
  void isSolvedByTheRuleWithTheLongestPhrase() {
    Map<String, String> queueOfPhrase = new HashMap<>();
    for (JsonNode ticket : all()) {
      String phrase = phrases(text(ticket, "additionalContext.policy")).getFirst();
      queueOfPhrase.put(lower(phrase), text(ticket, "answer"));
    }

    for (JsonNode ticket : all()) {
      String input = lower(text(ticket, "input"));
      String longest =
          queueOfPhrase.keySet().stream()
              .filter(input::contains)
              .max(Comparator.comparingInt(String::length))
              .orElseThrow();

      assertThat(queueOfPhrase.get(longest)).as(input).isEqualTo(text(ticket, "answer"));
    }
  }

  @Test
  void holdsTicketsForWhichAMoreSpecificRuleWins() {
    Set<String> phrases = new TreeSet<>();
    all().forEach(t -> phrases.addAll(phrases(text(t, "additionalContext.policy"))));

    List<String> contested =
        all().stream()
            .map(t -> lower(text(t, "input")))
            .filter(input -> phrases.stream().filter(p -> input.contains(lower(p))).count() > 1)
            .toList();

    assertThat(contested).hasSizeGreaterThan(6);
  }

  @Test
  void tellsNoQueueAndNoRuleInTheSeed() {
    String seed = lower(job.get("seedCandidate").toString());

    assertThat(distinct(all(), "answer")).noneMatch(queue -> seed.contains(lower(queue)));
    assertThat(seed).doesNotContain("{{");
    for (JsonNode ticket : all()) {
      String phrase = phrases(text(ticket, "additionalContext.policy")).getFirst();
      assertThat(seed).doesNotContain(lower(phrase));
    }
  }

  @Test
  void isSubmittedUnderAKeyThatChangesWithItsBody() {
    BundledJob bundled = BundledJob.read();

    assertThat(bundled.idempotencyKey()).isEqualTo(BundledJob.read().idempotencyKey());
    assertThat(bundled.idempotencyKey()).matches("demo-[0-9a-f]{12}");
    assertThat(new BundledJob("{}").idempotencyKey()).isNotEqualTo(bundled.idempotencyKey());
  }

  private List<JsonNode> all() {
    return SETS.stream().flatMap(set -> tickets(set).stream()).toList();
  }

  private List<JsonNode> tickets(String set) {
    return new ArrayList<>(job.get(set).values());
  }

  private static Set<String> distinct(List<JsonNode> tickets, String name) {
    Set<String> values = new TreeSet<>();
    tickets.forEach(ticket -> values.add(text(ticket, name)));
    return values;
  }

  private static List<String> phrases(String policy) {
    return QUOTED.matcher(policy).results().map(m -> m.group(1)).toList();
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = Json.find(node, name);
    assertThat(value).as(name + " of " + node).isNotNull();
    return Json.inText(value);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
