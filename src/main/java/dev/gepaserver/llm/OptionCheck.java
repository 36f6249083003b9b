package dev.gepaserver.llm;

import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Holds the options of a model against those that its provider knows. */
final class OptionCheck {

  private final Fields fields;
  private final ModelRef model;
  private final KnownOptions known;

  OptionCheck(Fields fields, ModelRef model, KnownOptions known) {
    this.fields = fields;
    this.model = model;
    this.known = known;
  }

  /** Notes every option that the provider does not know, or not with this value. */
  void note() {
    given(model)
        .forEach((field, value) -> {
          if (value != null && !known.fields().contains(field)) {
            fault(
                field,
                "is not known to provider %s; it knows %s"
                    .formatted(model.provider(), Names.listed(known.fields())));
          }
        });
    range();
    names();
  }

  private void range() {
    if (model.temperature() != null && model.temperature() > known.highestTemperature()) {
      fault(
          "temperature",
          "%s is out of range, with provider %s it must be from 0 to %s"
              .formatted(model.temperature(), model.provider(), known.highestTemperature()));
    }
    if (model.stop() != null && model.stop().size() > known.mostStops()) {
      fault(
          "stop",
          "has %d entries, with provider %s it must have from 1 to %d"
              .formatted(model.stop().size(), model.provider(), known.mostStops()));
    }
    if (model.reasoningEffort() != null
        && known.fields().contains("reasoningEffort")
        && !known.efforts().contains(model.reasoningEffort())) {
      fault(
          "reasoningEffort",
          "%s is not known to provider %s; it knows %s"
              .formatted(
                  model.reasoningEffort(), model.provider(), String.join(", ", known.efforts())));
    }
  }

  private void names() {
    Fields options = model.options() == null ? null : fields.object("options");
    if (options == null) {
      return;
    }
    Map<String, @Nullable Object> given = given(model);
    for (String name : options.names()) {
      if (ModelReader.RESERVED.containsKey(name)) {
        continue;
      }
      String field = known.names().get(name);
      if (field == null) {
        options.settingsFault(
            name,
            () ->
                "is no option of provider %s; known are %s"
                    .formatted(model.provider(), listed(known.names().keySet().stream())));
      } else if (given.get(field) != null) {
        options.settingsFault(name, () -> "says the same as the field " + field + ": give one");
      }
    }
  }

  private void fault(String field, String detail) {
    fields.settingsFault(field, () -> detail);
  }

  private static String listed(Stream<String> names) {
    List<String> all = names.toList();
    return all.isEmpty() ? "none" : String.join(", ", all);
  }

  private static Map<String, @Nullable Object> given(ModelRef model) {
    Map<String, @Nullable Object> given = new LinkedHashMap<>();
    given.put("temperature", model.temperature());
    given.put("maxTokens", model.maxTokens());
    given.put("topP", model.topP());
    given.put("seed", model.seed());
    given.put("stop", model.stop());
    given.put("reasoningEffort", model.reasoningEffort());
    given.put("jsonMode", model.jsonMode());
    return given;
  }
}
