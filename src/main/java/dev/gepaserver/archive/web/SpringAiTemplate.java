package dev.gepaserver.archive.web;

import dev.gepaserver.common.MessageTemplate;
import dev.gepaserver.common.QueryParams;
import dev.gepaserver.common.Template.Part;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A message as a template of Spring AI, whose StTemplateRenderer reads StringTemplate with single
 * braces: {@code {{input}}} becomes {@code {input}}, and braces that are text are escaped.
 */
final class SpringAiTemplate {

  private static final Pattern VARIABLE =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");
  private static final Set<String> RESERVED =
      Set.of("if", "else", "elseif", "endif", "super", "true", "false");

  private SpringAiTemplate() {}

  /** The message that the query names by its place; it need not where there is one. */
  static String of(List<MessageTemplate> messages, QueryParams params) {
    boolean given = !params.all("message").isEmpty();
    Integer place = params.whole("message");
    if (messages.isEmpty()) {
      return "";
    }
    if (!given && messages.size() > 1 || place != null && place >= messages.size()) {
      params.fault("message", "must be one of " + listed(messages));
      return "";
    }
    return written(messages.get(place == null ? 0 : place).content(), params);
  }

  private static String listed(List<MessageTemplate> messages) {
    return IntStream.range(0, messages.size())
        .mapToObj(i -> i + " (" + messages.get(i).role() + ")")
        .collect(Collectors.joining(", "));
  }

  private static String written(List<Part> parts, QueryParams params) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Part.Literal(String literal) ->
            text.append(literal.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}"));
        case Part.Place(String name, String raw) -> {
          if (!isVariable(name)) {
            params.fault(
                "format",
                "'spring-ai' has no variable that could stand for %s; its names have letters, digits and '_'"
                    .formatted(raw));
          }
          text.append('{').append(name).append('}');
        }
      }
    }
    return text.toString();
  }

  private static boolean isVariable(String name) {
    return VARIABLE.matcher(name).matches()
        && List.of(name.split("\\.")).stream().noneMatch(RESERVED::contains);
  }
}
