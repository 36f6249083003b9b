package dev.gepaserver.llm.simulated;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A sentence that tells what to answer where quoted phrases stand in a text, such as {@code If the
 * ticket mentions "charged twice" or "double charge", answer BILLING-2.} or {@code Tickets that
 * mention "refund" but not "annual" go to BILLING-4.}
 *
 * <p>An answer of the form {@code what follows "was born in"} is not given as it stands, but looked
 * up in the text: the words behind that phrase, to the next punctuation mark.
 *
 * <p>Phrases are alternatives, unless {@code and}, {@code with}, {@code both} or the like stands
 * between two of them: then both are asked for; {@code not}, {@code without}, {@code unless} before
 * a phrase turns it round.
 *
 * @param alternatives at least one; the rule holds where one of them does
 * @param answer what to answer then
 */
record Rule(List<Condition> alternatives, String answer) implements Lesson {

  private static final Pattern PHRASE = Pattern.compile("[\"“”]([^\"“”\\n]{1,200})[\"“”]");
  private static final Pattern VERB =
      Pattern.compile(
          "\\b(?:answers?|reply|replies|respond|output|write|return|go(?:es)?|belongs?|(?:is |are |be )?(?:rout|classifi)ed|"
              + "routes?|send|sent|assign(?:ed)?|classify|label|handled)\\b"
              + "(?: (?:it|them|this|these|the (?:ticket|text|message|request)s?))?(?: (?:to|with|as|by|into))?:? +(?=\\S)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern AND =
      Pattern.compile(
          "\\b(?:and|with|plus|also|together|both|while|for|from|of|in)\\b|\\+|&",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern OR = Pattern.compile("\\bor\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern NOT =
      Pattern.compile("\\b(?:not|without|unless|except|no)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern ANSWER =
      Pattern.compile(
          "(?:the )?[\"“'`*]+(?<quoted>[^\"”'`*\\n]{1,80})[\"”'`*]+"
              + "|the (?<named>[^\\n;,.]{1,80}?) (?:queue|team|desk|department)\\b"
              + "|(?<bare>[^\\n;,]{1,80}?)(?=[.!]?\\s*$|[.!;,]\\s|\\s(?:because|since|unless|if|when)\\b)");

  private static final Pattern FOLLOWS =
      Pattern.compile(
          "(?:what follows|the words after) [\"“](?<phrase>[^\"”\\n]{1,80})[\"”]",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern END = Pattern.compile("[.,;:!?\\n]");

  Rule {
    alternatives = List.copyOf(alternatives);
  }

  /** A rule that asks for one phrase. */
  static Rule of(String phrase, String answer) {
    return new Rule(List.of(new Condition(List.of(phrase), List.of())), answer);
  }

  /** Reads a line or sentence; null where it is no rule. */
  static @Nullable Rule read(String line) {
    Matcher phrase = PHRASE.matcher(line);
    if (!phrase.find()) {
      return null;
    }
    int end = phrase.end();
    Matcher verb = VERB.matcher(line);
    // The verb stands after the last of the phrases; a phrase after the verb is the answer.
    while (verb.find(end)) {
      Matcher answer = ANSWER.matcher(line).region(verb.end(), line.length());
      String between = line.substring(end, verb.start());
      Matcher later = PHRASE.matcher(between);
      if (!later.find() && answer.lookingAt()) {
        String text =
            Stream.of("quoted", "named", "bare")
                .map(answer::group)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("")
                .strip();
        return text.isEmpty() ? null : new Rule(conditions(line.substring(0, verb.start())), text);
      }
      if (!phrase.find() || phrase.start() > verb.start()) {
        return null;
      }
      end = phrase.end();
    }
    return null;
  }

  /** Whether the answer is looked up in the text. */
  boolean looksUp() {
    return FOLLOWS.matcher(answer).matches();
  }

  /** What the rule answers to a text for which it holds. */
  String answerTo(String text) {
    int from = behindThePhrase(text);
    if (from <= 0) {
      return answer;
    }
    Matcher end = END.matcher(text).region(from, text.length());
    return text.substring(from, end.find() ? end.start() : text.length()).strip();
  }

  /** Where that begins in a text which is to be looked up; 0 where nothing is, -1 if not there. */
  private int behindThePhrase(String text) {
    Matcher follows = FOLLOWS.matcher(answer);
    if (!follows.matches()) {
      return 0;
    }
    String phrase = follows.group("phrase").toLowerCase(Locale.ROOT);
    int at = text.toLowerCase(Locale.ROOT).indexOf(phrase);
    return at < 0 ? -1 : at + phrase.length();
  }

  /** How exactly the rule fits a text; 0 where it does not hold. */
  int fit(String text) {
    if (behindThePhrase(text) < 0) {
      return 0;
    }
    return alternatives.stream().mapToInt(c -> c.fit(text)).max().orElse(0);
  }

  /** The rule as a line of a prompt; reading it gives this rule again. */
  String line() {
    return "- If the text mentions "
        + alternatives.stream().map(Rule::words).collect(Collectors.joining(" or "))
        + ", answer "
        + answer
        + ".";
  }

  @Override
  public String told() {
    return line().substring(2);
  }

  @Override
  public boolean heededIn(String text) {
    return text.lines().anyMatch(line -> equals(read(line)));
  }

  @Override
  public boolean aboutTheSameAs(Lesson other) {
    return other instanceof Rule rule && sameConditions(rule);
  }

  @Override
  public String in(String text) {
    // A rule that asks for the same and answers otherwise would stand in this one's way.
    return PromptLines.with(
        PromptLines.without(
            text,
            line -> {
              Rule rule = read(line);
              return rule != null && rule.sameConditions(this);
            }),
        line());
  }

  /**
   * The same rule asking for one word of its first phrase only: it holds where it should, and in
   * other places.
   */
  Rule broadened() {
    String phrase = alternatives.getFirst().all().getFirst();
    String word =
        Arrays.stream(phrase.split("\\s+"))
            .max(Comparator.comparingInt(String::length))
            .orElse(phrase);
    return Rule.of(word, answer);
  }

  /** Whether another rule asks for the same. */
  boolean sameConditions(Rule other) {
    return lower(alternatives).equals(lower(other.alternatives));
  }

  private static String lower(List<Condition> conditions) {
    return conditions.toString().toLowerCase(Locale.ROOT);
  }

  private static String words(Condition condition) {
    String all =
        condition.all().stream().map(p -> '"' + p + '"').collect(Collectors.joining(" and "));
    String none =
        condition.none().stream().map(p -> " but not \"" + p + '"').collect(Collectors.joining());
    return all + none;
  }

  private static List<Condition> conditions(String head) {
    List<List<String>> all = new ArrayList<>();
    List<List<String>> none = new ArrayList<>();
    Matcher phrase = PHRASE.matcher(head);
    int end = 0;
    while (phrase.find()) {
      String before = head.substring(end, phrase.start());
      end = phrase.end();
      if (!all.isEmpty() && NOT.matcher(before).find()) {
        none.getLast().add(phrase.group(1));
      } else if (!all.isEmpty() && AND.matcher(before).find() && !OR.matcher(before).find()) {
        all.getLast().add(phrase.group(1));
      } else {
        all.add(new ArrayList<>(List.of(phrase.group(1))));
        none.add(new ArrayList<>());
      }
    }
    List<Condition> conditions = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      conditions.add(new Condition(all.get(i), none.get(i)));
    }
    return conditions;
  }
}
