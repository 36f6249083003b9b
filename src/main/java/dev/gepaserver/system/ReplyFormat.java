package dev.gepaserver.system;

import com.fasterxml.jackson.annotation.JsonValue;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.FoundJson;
import dev.gepaserver.common.Json;
import dev.gepaserver.evaluation.RegexLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the reply of a model must look like, and what is made of it. */
sealed interface ReplyFormat {

  /** As a job says it. */
  @JsonValue
  Object json();

  /** Reads replies: gives the output, or null where a reply has another format. */
  Function<String, @Nullable JsonNode> reader();

  /** The format in words. */
  String wanted();

  /** As of {@link PipelineStep#fields()}. */
  Optional<Set<String>> fields();

  /** The reply as it is. */
  record Text() implements ReplyFormat {

    @Override
    public Object json() {
      return "text";
    }

    @Override
    public Function<String, @Nullable JsonNode> reader() {
      return Json::tree;
    }

    @Override
    public String wanted() {
      return "any text";
    }

    @Override
    public Optional<Set<String>> fields() {
      return Optional.of(Set.of());
    }
  }

  /** Any JSON, alone, in a fenced block, or between other words. */
  record AnyJson() implements ReplyFormat {

    @Override
    public Object json() {
      return "json";
    }

    @Override
    public Function<String, @Nullable JsonNode> reader() {
      return FoundJson::value;
    }

    @Override
    public String wanted() {
      return "one JSON value, alone or in a fenced block";
    }

    @Override
    public Optional<Set<String>> fields() {
      return Optional.empty();
    }
  }

  /**
   * What a regular expression finds first: an object of its named groups, else its first group,
   * else all that it matches. A group that takes no part is an empty text.
   *
   * @param regex of RE2's syntax
   */
  record Matching(String regex) implements ReplyFormat {

    @Override
    public Object json() {
      return Map.of("regex", regex);
    }

    @Override
    public Function<String, @Nullable JsonNode> reader() {
      Pattern pattern = Pattern.compile(regex);
      return reply -> {
        Matcher found = pattern.matcher(reply);
        return found.find() ? output(pattern, found) : null;
      };
    }

    private static JsonNode output(Pattern pattern, Matcher found) {
      if (pattern.namedGroups().isEmpty()) {
        return Json.tree(text(found.group(pattern.groupCount() > 0 ? 1 : 0)));
      }
      ObjectNode groups = Json.object();
      new TreeMap<>(pattern.namedGroups())
          .keySet()
          .forEach(name -> groups.put(name, text(found.group(name))));
      return groups;
    }

    private static String text(@Nullable String group) {
      return group == null ? "" : group;
    }

    @Override
    public String wanted() {
      return "a text in which the regular expression " + regex + " finds something";
    }

    @Override
    public Optional<Set<String>> fields() {
      return Optional.of(Set.copyOf(Pattern.compile(regex).namedGroups().keySet()));
    }
  }

  /** Reads {@code parse}: {@code "text"}, {@code "json"} or {@code {"regex": "…"}}. */
  static ReplyFormat read(Fields fields) {
    JsonNode given = fields.raw("parse");
    if (given != null && given.isObject()) {
      return readRegex(fields.objectOrEmpty("parse"));
    }
    if (given != null && !List.of("text", "json").contains(Json.inText(given))) {
      fields.fault("parse", "must be text, json or {\"regex\": \"…\"}, not " + Fields.kind(given));
    }
    return given != null && Json.inText(given).equals("json") ? new AnyJson() : new Text();
  }

  private static ReplyFormat readRegex(Fields fields) {
    String regex = fields.requiredText("regex", RegexLimits.MAX_LENGTH);
    fields.rejectUnknown();
    try {
      RegexLimits.check(regex);
      var _ = Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      fields.fault("regex", "is no regular expression of RE2: " + e.getMessage());
      return new Text();
    } catch (RegexLimits.TooLargeException e) {
      fields.fault("regex", String.valueOf(e.getMessage()));
      return new Text();
    }
    return new Matching(regex);
  }
}
