package dev.gepaserver.llm.simulated;

import dev.gepaserver.common.FoundJson;
import dev.gepaserver.common.Json;
import dev.gepaserver.journal.ChatMessage;
import dev.gepaserver.journal.ToolRequest;
import dev.gepaserver.llm.OfferedTool;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A task model that knows nothing by itself and uses tools as their descriptions tell. Of the tools
 * it calls the one whose description has the most words in common with the last message of the
 * user, once; of equals the first; none where no description has any. So a description helps that
 * names what people ask about, such as the rules that the simulated {@link SimulatedReflector
 * reflector} adds. Words count from four letters on, in any case, those left aside that stand in
 * every question or every rule.
 *
 * <p>A text that the tool must be given is the user's message, a number the first one in it. The
 * answer is the sentence of the result that has the most words in common with the message. Without
 * a tool's result it answers {@value #DOES_NOT_KNOW}
 */
final class SimulatedAgent implements SimulatedModel {

  static final String DOES_NOT_KNOW = "I do not know.";

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]{4,}");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}");
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+|\\R");
  private static final Set<String> LEFT_ASIDE =
      Set.of(
          "about",
          "again",
          "also",
          "answer",
          "been",
          "before",
          "could",
          "does",
          "from",
          "have",
          "into",
          "just",
          "know",
          "like",
          "many",
          "mentions",
          "more",
          "much",
          "must",
          "only",
          "please",
          "question",
          "questions",
          "should",
          "some",
          "tell",
          "text",
          "than",
          "that",
          "their",
          "them",
          "then",
          "there",
          "they",
          "this",
          "tool",
          "very",
          "want",
          "were",
          "what",
          "when",
          "where",
          "which",
          "while",
          "will",
          "with",
          "would",
          "your");

  @Override
  public String name() {
    return "agent";
  }

  @Override
  public @Nullable ToolRequest call(List<ChatMessage> messages, List<OfferedTool> tools) {
    if (!results(messages).isEmpty()) {
      return null;
    }
    String asked = asked(messages);
    Set<String> words = words(asked);
    OfferedTool best = null;
    int bestFit = 0;
    for (OfferedTool tool : tools) {
      int fit = common(words, tool.description());
      if (fit > bestFit) {
        best = tool;
        bestFit = fit;
      }
    }
    return best == null
        ? null
        : new ToolRequest("call-1", best.name(), Json.write(arguments(best.parameters(), asked)));
  }

  @Override
  public String reply(List<ChatMessage> messages, long draw) {
    Set<String> words = words(asked(messages));
    String best = DOES_NOT_KNOW;
    int bestFit = 0;
    for (String result : results(messages)) {
      for (String sentence : SENTENCE_END.split(result)) {
        int fit = common(words, sentence);
        if (fit > bestFit) {
          best = sentence.strip();
          bestFit = fit;
        }
      }
    }
    return best;
  }

  private static ObjectNode arguments(JsonNode schema, String asked) {
    ObjectNode arguments = Json.object();
    Matcher number = NUMBER.matcher(asked);
    long first = number.find() ? Long.parseLong(number.group()) : 0;
    for (JsonNode name : schema.path("required")) {
      String type = schema.path("properties").path(name.stringValue()).path("type").asString("");
      switch (type) {
        case "integer", "number" -> arguments.put(name.stringValue(), first);
        case "boolean" -> arguments.put(name.stringValue(), true);
        default -> arguments.put(name.stringValue(), asked);
      }
    }
    return arguments;
  }

  private static String asked(List<ChatMessage> messages) {
    return messages.reversed().stream()
        .filter(message -> message.role().equals("user"))
        .map(ChatMessage::content)
        .findFirst()
        .orElse("");
  }

  /** The texts in the tools' results, those of JSON in their order. */
  private static List<String> results(List<ChatMessage> messages) {
    List<String> texts = new ArrayList<>();
    for (ChatMessage message : messages) {
      if (message.role().equals("tool")) {
        JsonNode json = FoundJson.whole(message.content());
        gather(json == null ? Json.tree(message.content()) : json, texts);
      }
    }
    return texts;
  }

  private static void gather(JsonNode json, List<String> texts) {
    if (json.isContainer()) {
      json.forEach(inner -> gather(inner, texts));
    } else {
      texts.add(Json.inText(json));
    }
  }

  private static int common(Set<String> words, String text) {
    Set<String> shared = words(text);
    shared.retainAll(words);
    return shared.size();
  }

  private static Set<String> words(String text) {
    return WORD.matcher(text.toLowerCase(Locale.ROOT))
        .results()
        .map(found -> found.group())
        .filter(word -> !LEFT_ASIDE.contains(word))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
