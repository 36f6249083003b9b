package dev.gepaserver.evaluation;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Template;
import dev.gepaserver.dataset.Example;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a check is held against, filled in for an example. */
final class CheckValue {

  private static final Pattern COUNT = Pattern.compile("\\d{1,9}");

  private final TextCheck.Shape shape;
  private final List<Template> templates;

  CheckValue(TextCheck.Shape shape, @Nullable JsonNode given) {
    this.shape = shape;
    this.templates = templates(given);
  }

  /** Why a value as it is given is wrong; null where it may be right. */
  static @Nullable String wrong(TextCheck.Shape shape, @Nullable JsonNode given) {
    boolean right =
        switch (shape) {
          case NONE -> given == null;
          case COUNT -> given != null && (isText(given) || isCount(Json.inText(given)));
          case TEXT -> given != null && isText(given);
          case TEXTS ->
              given != null
                  && (isText(given)
                      || (given.isArray()
                          && !given.isEmpty()
                          && given.valueStream().allMatch(CheckValue::isText)));
        };
    return right
        ? null
        : "must be %s, not %s"
            .formatted(shape.right, given == null ? "left out" : Fields.kind(given));
  }

  /**
   * The value for an example.
   *
   * @return nothing, one text, or for {@code TEXTS} any number; a count is digits
   * @throws CallFailedException.Faulty where the example makes no usable value of it
   */
  List<String> of(Example example) {
    List<String> values =
        switch (shape) {
          case NONE, COUNT ->
              templates.stream().map(each -> FeedbackTemplates.expected(each, example)).toList();
          case TEXT -> templates.stream().map(each -> text(each, example)).toList();
          case TEXTS -> texts(example);
        };
    if (values.stream().anyMatch(String::isBlank)
        || (shape == TextCheck.Shape.COUNT && !values.stream().allMatch(CheckValue::isCount))) {
      throw new CallFailedException.Faulty(
          "the check's value for example \"%s\" must be %s, not \"%s\""
              .formatted(example.id(), shape.right, String.join("\", \"", values)));
    }
    return values;
  }

  /** Why an example makes no usable value; fields that it lacks are told elsewhere. */
  @Nullable String wrongOf(Example example) {
    boolean lacks =
        templates.stream()
            .flatMap(each -> each.names().stream())
            .anyMatch(name -> Json.find(example.data(), name) == null);
    if (lacks) {
      return null;
    }
    try {
      var _ = of(example);
      return null;
    } catch (CallFailedException.Faulty e) {
      return e.getMessage();
    }
  }

  /** The templates as they are checked. */
  List<TemplateUse> templates(String path) {
    return templates.stream().map(each -> new TemplateUse(path, each, Set.of(), false)).toList();
  }

  private static List<Template> templates(@Nullable JsonNode given) {
    if (given == null) {
      return List.of();
    }
    return given.isArray()
        ? given.valueStream().map(each -> Template.of(Json.inText(each))).toList()
        : List.of(Template.of(Json.inText(given)));
  }

  /** A single template that is one place serves a field that is a list as that list. */
  private List<String> texts(Example example) {
    if (templates.size() == 1) {
      JsonNode value = FeedbackTemplates.value(templates.getFirst(), example);
      return value.isArray()
          ? value.valueStream().map(Json::inText).toList()
          : List.of(Json.inText(value));
    }
    return templates.stream().map(each -> text(each, example)).toList();
  }

  private static String text(Template template, Example example) {
    return Json.inText(FeedbackTemplates.value(template, example));
  }

  private static boolean isText(JsonNode value) {
    return value.isString() && !value.stringValue().isBlank();
  }

  private static boolean isCount(String text) {
    return COUNT.matcher(text).matches();
  }
}
