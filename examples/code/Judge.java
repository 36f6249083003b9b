import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The evaluator of the example {@code code.json}: {@code java examples/code/Judge.java}, or with
 * another port than 9000 behind it.
 *
 * <p>A program has one line for each function, {@code name(arguments) = expression}. Expressions
 * are calculated here and never run as code: numbers, arguments, {@code + - * / %}, comparisons (1
 * or 0), {@code if(condition, then, else)}, {@code min}, {@code max}. There are no loops and no
 * calls between functions, so every calculation ends.
 *
 * <p>The score is the share of a task's cases that come out right. The feedback tells what is wrong
 * and, as tools for program repair do, the change of one word that mends most of it, found by
 * trying.
 */
final class Judge {

  private static final int MAX_BODY = 20_000_000;
  private static final int MAX_LINE = 200;
  private static final int SHOWN = 3;
  private static final Pattern LINE =
      Pattern.compile("\\s*(?<name>[a-z]+)\\s*\\((?<arguments>[a-z, ]*)\\)\\s*=(?<body>.*)");

  private Judge() {}

  static void main(String... arguments) throws IOException {
    int port = arguments.length == 0 ? 9000 : Integer.parseInt(arguments[0]);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", Judge::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    System.out.println("Judging at http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private static void answer(HttpExchange exchange) throws IOException {
    int status = 200;
    String answer;
    try {
      byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY);
      Map<?, ?> asked = (Map<?, ?>) Json.read(new String(body, StandardCharsets.UTF_8));
      Map<?, ?> task = (Map<?, ?>) ((Map<?, ?>) asked.get("example")).get("data");
      if (!(asked.get("output") instanceof String program)) {
        throw new IllegalArgumentException("the output must be a text: a program");
      }
      answer = judge(program, task);
    } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
      status = 400;
      answer = "{\"error\": " + Json.quoted(String.valueOf(e.getMessage())) + "}";
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String judge(String program, Map<?, ?> task) {
    String name = (String) task.get("function");
    List<?> cases = (List<?>) task.get("cases");
    String line = program.lines().filter(each -> isFunction(each, name)).findFirst().orElse(null);
    if (line == null) {
      return result(0, "There is no line `%s(…) = …` of at most 200 characters.".formatted(name));
    }
    List<String> wrong = new ArrayList<>();
    try {
      for (Object each : cases) {
        String found = wrong(line, (Map<?, ?>) each);
        if (found != null) {
          wrong.add(name + found);
        }
      }
    } catch (IllegalArgumentException e) {
      return result(0, "The line `%s` cannot be read: %s.".formatted(line, e.getMessage()));
    }
    int right = cases.size() - wrong.size();
    String told = "%d of %d cases come out right. ".formatted(right, cases.size());
    if (!wrong.isEmpty()) {
      told +=
          wrong.stream().limit(SHOWN).collect(Collectors.joining("; ", "", ". "))
              + repair(line, cases, right);
    }
    return result((double) right / cases.size(), told.strip());
  }

  private static String result(double score, String feedback) {
    return "{\"score\": %s, \"feedback\": %s}".formatted(score, Json.quoted(feedback));
  }

  private static boolean isFunction(String line, String name) {
    Matcher matcher = LINE.matcher(line);
    return line.length() <= MAX_LINE && matcher.matches() && matcher.group("name").equals(name);
  }

  /** What comes out wrong in a case; null where it comes out right. */
  private static String wrong(String line, Map<?, ?> example) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("it is no function");
    }
    String[] names = matcher.group("arguments").strip().split("\\s*,\\s*");
    List<?> given = (List<?>) example.get("in");
    if (names.length != given.size()) {
      throw new IllegalArgumentException(given.size() + " arguments are needed");
    }
    Map<String, Double> values = new HashMap<>();
    for (int i = 0; i < names.length; i++) {
      values.put(names[i], (Double) given.get(i));
    }
    double out = new Calculator(matcher.group("body"), values).result();
    double wanted = (Double) example.get("out");
    return Math.abs(out - wanted) < 1e-9
        ? null
        : given.stream().map(Judge::plain).collect(Collectors.joining(", ", "(", ")"))
            + " gives %s instead of %s".formatted(plain(out), plain(wanted));
  }

  private static String plain(Object number) {
    double value = (Double) number;
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** The change of one word after which most cases come out right, where more do than now. */
  private static String repair(String line, List<?> cases, int right) {
    String best = null;
    long most = right;
    int body = line.indexOf('=') + 1;
    for (MatchResult word : Calculator.WORD.matcher(line).results().toList()) {
      for (String other : word.start() < body ? List.<String>of() : others(word.group(), line)) {
        String changed = line.substring(0, word.start()) + other + line.substring(word.end());
        long mended = cases.stream().filter(each -> isRight(changed, (Map<?, ?>) each)).count();
        if (mended > most) {
          most = mended;
          best = changed;
        }
      }
    }
    return best == null
        ? ""
        : "Changing the line `%s` to `%s` would mend it for %d of %d."
            .formatted(line.strip(), best.strip(), most, cases.size());
  }

  private static boolean isRight(String line, Map<?, ?> example) {
    try {
      return wrong(line, example) == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static List<String> others(String word, String line) {
    for (String family : List.of("+ - * / %", "< <= > >= ==", "min max")) {
      if (List.of(family.split(" ")).contains(word)) {
        return List.of(family.split(" "));
      }
    }
    if (Character.isDigit(word.charAt(0))) {
      double n = Double.parseDouble(word);
      return List.of(plain(n + 1), plain(n - 1), plain(n + 2), plain(n * 2), plain(n * 10));
    }
    Matcher matcher = LINE.matcher(line);
    List<String> arguments =
        matcher.matches() ? List.of(matcher.group("arguments").split("\\s*,\\s*")) : List.of();
    return arguments.contains(word) ? arguments : List.of();
  }
}
