import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON into maps, lists, texts, doubles, booleans and null; the JDK has nothing for that. */
final class Json {

  private static final int DEEPEST = 50;

  private final String text;
  private int at;
  private int depth;

  private Json(String text) {
    this.text = text;
  }

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException where it is no JSON
   */
  static Object read(String text) {
    return new Json(text).value();
  }

  /** A text as JSON. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else {
        quoted.append(c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
      }
    }
    return quoted.append('"').toString();
  }

  private Object value() {
    if (++depth > DEEPEST) {
      throw new IllegalArgumentException("the JSON is nested too deeply");
    }
    char first = peek();
    Object value =
        switch (first) {
          case '{' -> object();
          case '[' -> list();
          case '"' -> string();
          default -> word();
        };
    depth--;
    return value;
  }

  private Map<String, Object> object() {
    Map<String, Object> object = new LinkedHashMap<>();
    at++;
    while (peek() != '}') {
      String name = string();
      take(':');
      object.put(name, value());
      if (peek() == ',') {
        at++;
      }
    }
    at++;
    return object;
  }

  private List<Object> list() {
    List<Object> list = new ArrayList<>();
    at++;
    while (peek() != ']') {
      list.add(value());
      if (peek() == ',') {
        at++;
      }
    }
    at++;
    return list;
  }

  private String string() {
    take('"');
    StringBuilder string = new StringBuilder();
    while (character() != '"') {
      char c = text.charAt(at++);
      string.append(c == '\\' ? escaped() : c);
    }
    at++;
    return string.toString();
  }

  private char escaped() {
    char c = character();
    at++;
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> (char) Integer.parseInt(text, at, at += 4, 16);
      default -> c;
    };
  }

  private Object word() {
    int from = at;
    while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(from, at);
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> null;
      default -> Double.valueOf(word);
    };
  }

  private void take(char sign) {
    if (peek() != sign) {
      throw new IllegalArgumentException("'%s' is missing at %d".formatted(sign, at));
    }
    at++;
  }

  /** The next character that is no blank. */
  private char peek() {
    while (Character.isWhitespace(character())) {
      at++;
    }
    return character();
  }

  private char character() {
    if (at >= text.length()) {
      throw new IllegalArgumentException("the JSON breaks off");
    }
    return text.charAt(at);
  }
}
