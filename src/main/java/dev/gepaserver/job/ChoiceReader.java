package dev.gepaserver.job;

import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import dev.gepaserver.engine.model.Choice;
import dev.gepaserver.engine.strategy.Catalogue;
import dev.gepaserver.engine.strategy.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Strategies in JSON: {@code "name"}, or {@code {"type": "name", parameter: number}}. */
final class ChoiceReader {

  private ChoiceReader() {}

  /** Reads a strategy of a catalogue; its parameters' defaults are filled in. */
  static Choice read(Fields parent, String name, Choice fallback, Catalogue<?> catalogue) {
    JsonNode value = parent.raw(name);
    if (value != null && value.isObject()) {
      return readObject(
          Fields.of(value, parent.pointer(name), parent.faults()), fallback, catalogue);
    }
    String chosen = parent.choice(name, fallback.name(), catalogue.names());
    return catalogue.completed(Choice.of(chosen));
  }

  private static Choice readObject(Fields fields, Choice fallback, Catalogue<?> catalogue) {
    String chosen = fields.requiredChoice("type", catalogue.names());
    if (chosen == null) {
      return catalogue.completed(fallback);
    }
    Map<String, Number> numbers = new LinkedHashMap<>();
    for (Parameter parameter : catalogue.parameters(chosen)) {
      String name = parameter.name();
      Number given = number(fields, parameter);
      if (given != null) {
        numbers.put(name, given);
      }
    }
    // Told apart from a name that no strategy knows: this one belongs to another.
    for (String name : fields.names()) {
      if (!name.equals("type") && belongsToAnother(name, chosen, catalogue)) {
        fields.raw(name);
        fields.fault(name, "is no parameter of " + chosen + parametersOf(chosen, catalogue));
      }
    }
    fields.rejectUnknown();
    return catalogue.completed(Choice.of(chosen, numbers));
  }

  private static @Nullable Number number(Fields fields, Parameter parameter) {
    if (parameter.whole()) {
      return fields.whole(parameter.name(), (long) parameter.least(), (long) parameter.most());
    }
    return fields.number(parameter.name(), parameter.least(), parameter.most());
  }

  private static boolean belongsToAnother(String name, String chosen, Catalogue<?> catalogue) {
    return !has(catalogue, chosen, name)
        && catalogue.names().stream().anyMatch(other -> has(catalogue, other, name));
  }

  private static boolean has(Catalogue<?> catalogue, String strategy, String parameter) {
    return catalogue.parameters(strategy).stream().anyMatch(p -> p.name().equals(parameter));
  }

  private static String parametersOf(String chosen, Catalogue<?> catalogue) {
    List<String> names = catalogue.parameters(chosen).stream().map(Parameter::name).toList();
    return names.isEmpty() ? ", which has none" : "; it has " + String.join(", ", names);
  }

  /** Writes a strategy; one without parameters is its name alone. */
  static JsonNode write(Choice choice) {
    return choice.parameters().isEmpty() ? Json.tree(choice.name()) : writeObject(choice);
  }

  /** Writes a strategy as an object. */
  static ObjectNode writeObject(Choice choice) {
    ObjectNode object = Json.object().put("type", choice.name());
    choice.parameters().forEach((name, value) -> object.set(name, number(value)));
    return object;
  }

  private static JsonNode number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Json.tree((long) value)
        : Json.tree(value);
  }
}
