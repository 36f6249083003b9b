package dev.gepaserver.evaluation;

import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Template;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * {@code token_f1}: the harmonic mean of precision and recall over words, as in the SQuAD
 * benchmark. Both texts are put into lower case, ASCII punctuation and the articles a, an, the are
 * dropped, and what is left is parted at blanks; a word counts as often as it stands in both. Where
 * either has no words the score is 1 if both have none, else 0. In its feedback templates {@code
 * missing} and {@code extra} are the words that one of them has and the other has not, the first
 * fifty.
 */
@Component
final class TokenF1 implements EvaluatorType {

  private static final int LISTED = 50;
  private static final Set<String> OWN_NAMES = Set.of("missing", "extra");
  private static final Pattern PUNCTUATION = Pattern.compile("\\p{Punct}");
  private static final Pattern BLANKS = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern ARTICLES =
      Pattern.compile("\\b(?:a|an|the)\\b", Pattern.UNICODE_CHARACTER_CLASS);
  private static final String INCORRECT =
      "Score {{score}}. The expected answer is: {{expected}}\n"
          + "Words missing in the output: {{missing}}; words too many: {{extra}}\n"
          + "{{additionalContext}}";

  @Override
  public String name() {
    return "token_f1";
  }

  @Override
  public EvaluatorSpec read(Fields fields) {
    return new Spec(
        name(),
        AnswerFields.expected(fields),
        AnswerFields.correct(fields),
        AnswerFields.incorrect(fields, INCORRECT));
  }

  @Override
  public Evaluator make(EvaluatorSpec spec) {
    Spec f1 = (Spec) spec;
    Template template = Template.of(f1.expected);
    FeedbackTemplates feedback = new FeedbackTemplates(f1.correctFeedback, f1.incorrectFeedback);
    return (input, scope) -> {
      String answer = FeedbackTemplates.expected(template, input.example());
      List<String> expected = words(answer);
      List<String> found = words(input.outputText());
      List<String> missing = without(expected, found);
      List<String> extra = without(found, expected);
      int same = expected.size() - missing.size();
      double score =
          expected.isEmpty() || found.isEmpty()
              ? (expected.equals(found) ? 1 : 0)
              : 2.0 * same / (expected.size() + found.size());
      return feedback.evaluation(
          score,
          input,
          Map.of("expected", answer, "missing", listed(missing), "extra", listed(extra)));
    };
  }

  /** The words of a text that count. */
  static List<String> words(String text) {
    String bare = PUNCTUATION.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
    return Arrays.stream(BLANKS.split(ARTICLES.matcher(bare).replaceAll(" ")))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static List<String> without(List<String> words, List<String> others) {
    Map<String, Integer> there = new HashMap<>();
    others.forEach(word -> there.merge(word, 1, Integer::sum));
    List<String> left = new ArrayList<>();
    for (String word : words) {
      int count = there.getOrDefault(word, 0);
      if (count == 0) {
        left.add(word);
      } else {
        there.put(word, count - 1);
      }
    }
    return left;
  }

  private static String listed(List<String> words) {
    if (words.size() > LISTED) {
      return "%s … and %,d more"
          .formatted(String.join(" ", words.subList(0, LISTED)), words.size() - LISTED);
    }
    return words.isEmpty() ? "none" : String.join(" ", words);
  }

  /** The specification. */
  record Spec(String type, String expected, String correctFeedback, String incorrectFeedback)
      implements EvaluatorSpec {

    @Override
    public Set<String> expectedNames() {
      return Template.of(expected).names();
    }

    @Override
    public List<TemplateUse> templates() {
      return AnswerFields.uses(expected, correctFeedback, incorrectFeedback, OWN_NAMES);
    }
  }
}
