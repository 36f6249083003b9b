package dev.gepaserver.llm.simulated;

import dev.gepaserver.journal.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A task model that knows nothing by itself. It reads the user's text and does what the rules in
 * the system message say; rules are sentences as {@link Rule} reads them, and in the user message
 * list items that begin with "If".
 *
 * <p>Told to rewrite or repeat something, it begins with the first paragraph of the user's text;
 * and it brings whatever it answers into the form that {@linkplain Instruction instructions} in the
 * system message ask for.
 *
 * <p>Of the rules that hold, the one whose phrases make up the most characters wins, of equals the
 * later. Where none holds, the answer of a line "Otherwise, answer …" is given, else {@code
 * GENERAL}.
 */
final class SimulatedWorker implements SimulatedModel {

  static final String ANSWER_WITHOUT_A_RULE = "GENERAL";

  private static final Pattern OTHERWISE =
      Pattern.compile(
          "(?im)^\\W*(?:otherwise|in all other cases),? (?:answer|route (?:it )?to|reply):? +[\"'`]?([^\"'`\\n]+?)[\"'`]?[.!]?\\s*$");
  private static final Pattern LISTED =
      Pattern.compile("^\\s*[-*•\\d.)]+\\s+If\\b.*", Pattern.CASE_INSENSITIVE);

  private static final Pattern REPEAT =
      Pattern.compile("\\b(?:rewrite|rephrase|shorten|repeat)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern PARAGRAPH_END = Pattern.compile("\\n\\s*\\n");

  @Override
  public String name() {
    return "worker";
  }

  @Override
  public String reply(List<ChatMessage> messages, long draw) {
    List<Rule> rules = new ArrayList<>();
    StringBuilder told = new StringBuilder();
    StringBuilder asked = new StringBuilder();
    for (ChatMessage message : messages) {
      boolean system = message.role().equals("system");
      for (String line : message.content().split("\\R")) {
        Rule rule = system || LISTED.matcher(line).matches() ? Rule.read(line) : null;
        if (rule != null) {
          rules.add(rule);
        } else {
          (system ? told : asked).append(line).append('\n');
        }
      }
    }
    return new Form(Instruction.readAll(told.toString()))
        .of(answer(rules, told.toString(), asked.toString()));
  }

  private static String answer(List<Rule> rules, String told, String asked) {
    Rule best = best(rules, asked);
    if (best != null) {
      return best.answerTo(asked);
    }
    Matcher otherwise = OTHERWISE.matcher(told);
    if (otherwise.find()) {
      return otherwise.group(1).strip();
    }
    return REPEAT.matcher(told).find()
        ? PARAGRAPH_END.split(asked.strip(), 2)[0]
        : ANSWER_WITHOUT_A_RULE;
  }

  /** The rule that wins for a text, null where none holds. */
  static @Nullable Rule best(List<Rule> rules, String text) {
    Rule best = null;
    int bestFit = 1;
    for (Rule rule : rules) {
      int fit = rule.fit(text);
      if (fit >= bestFit) {
        best = rule;
        bestFit = fit;
      }
    }
    return best;
  }
}
