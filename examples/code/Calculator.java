import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Calculates an expression while it reads it, in the usual order of operations. */
final class Calculator {

  static final Pattern WORD = Pattern.compile("\\d+(?:\\.\\d+)?|[a-z]+|[<>=]=|[-+*/%<>(),]|\\S");
  private static final int DEEPEST = 50;

  private final List<String> words;
  private final Map<String, Double> values;
  private int next;
  private int depth;

  Calculator(String expression, Map<String, Double> values) {
    this.words = WORD.matcher(expression).results().map(MatchResult::group).toList();
    this.values = values;
  }

  double result() {
    double result = comparison();
    if (next < words.size()) {
      throw new IllegalArgumentException("nobody expects " + words.get(next));
    }
    return result;
  }

  private double comparison() {
    if (++depth > DEEPEST) {
      throw new IllegalArgumentException("it is nested too deeply");
    }
    double left = sum();
    String sign = peek();
    boolean holds =
        switch (sign) {
          case "<" -> left < after();
          case "<=" -> left <= after();
          case ">" -> left > after();
          case ">=" -> left >= after();
          case "==" -> left == after();
          default -> false;
        };
    depth--;
    return List.of("<", "<=", ">", ">=", "==").contains(sign) ? (holds ? 1 : 0) : left;
  }

  private double after() {
    next++;
    return sum();
  }

  private double sum() {
    double sum = product();
    while (peek().equals("+") || peek().equals("-")) {
      sum += words.get(next++).equals("+") ? product() : -product();
    }
    return sum;
  }

  private double product() {
    double product = atom();
    while (List.of("*", "/", "%").contains(peek())) {
      String sign = words.get(next++);
      double other = atom();
      product =
          sign.equals("*") ? product * other : sign.equals("/") ? product / other : product % other;
    }
    return product;
  }

  private double atom() {
    String word = peek();
    next++;
    if (word.equals("-")) {
      return -value(peek(), next++);
    }
    if (word.equals("(")) {
      double inner = comparison();
      take(")");
      return inner;
    }
    return peek().equals("(") ? call(word) : value(word, next);
  }

  private double value(String word, int place) {
    if (!word.isEmpty() && Character.isDigit(word.charAt(0))) {
      return Double.parseDouble(word);
    }
    Double value = values.get(word);
    if (value == null) {
      throw new IllegalArgumentException(
          word.isEmpty() ? "it breaks off" : "'%s' means nothing at %d".formatted(word, place));
    }
    return value;
  }

  private double call(String name) {
    take("(");
    double first = comparison();
    take(",");
    double second = comparison();
    double result =
        switch (name) {
          case "min" -> Math.min(first, second);
          case "max" -> Math.max(first, second);
          case "if" -> {
            take(",");
            double third = comparison();
            yield first != 0 ? second : third;
          }
          default -> throw new IllegalArgumentException("there is no function " + name);
        };
    take(")");
    return result;
  }

  private void take(String word) {
    if (!peek().equals(word)) {
      throw new IllegalArgumentException("%s is missing".formatted(word));
    }
    next++;
  }

  private String peek() {
    return next < words.size() ? words.get(next) : "";
  }
}
