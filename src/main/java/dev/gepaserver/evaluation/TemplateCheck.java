package dev.gepaserver.evaluation;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Names;
import dev.gepaserver.dataset.ExampleSets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks at submission that every name a template uses exists, in every example where it is a field
 * of the examples.
 */
public final class TemplateCheck {

  /** What the name of a component's text begins with. */
  public static final String COMPONENT = "component.";

  /** So many different names are looked for in the examples. */
  public static final int MAX_NAMES = 1_000;

  private static final int SHOWN = 3;

  private final Collection<String> components;
  private final List<ExampleSets.Placed> examples;
  private final Faults faults;
  private final Map<String, Lack> looked = new HashMap<>();
  private boolean tooMany;

  /**
   * Checks against these components and examples; without any example only components are checked.
   */
  public TemplateCheck(Collection<String> components, ExampleSets examples, Faults faults) {
    this.components = List.copyOf(components);
    this.examples = examples.all();
    this.faults = faults;
  }

  /**
   * Notes a fault for each name that does not exist, at {@code pointer} + the template's path: the
   * name, the known ones, and the first examples that lack it.
   */
  public void check(String pointer, TemplateUse use) {
    use.template().names().forEach(name -> check(pointer, use, name));
  }

  /** Checks one name of a template, likewise. */
  public void check(String pointer, TemplateUse use, String name) {
    if (!use.owns(name) && isComponent(name, use)) {
      checkComponent(pointer + use.path(), name, use);
    } else if (!use.owns(name)) {
      checkExamples(pointer + use.path(), name, use);
    }
  }

  /**
   * Whether any example has a field of this name. Notes a fault where too many names are asked for.
   */
  public boolean isField(String pointer, String name) {
    Lack lack = look(pointer, name);
    return lack != null && lack.count < examples.size();
  }

  /** Which examples lack a field; null where too many names were looked for before. */
  private @Nullable Lack look(String pointer, String name) {
    Lack known = looked.get(name);
    if (known != null) {
      return known;
    }
    if (looked.size() == MAX_NAMES) {
      if (!tooMany) {
        tooMany = true;
        faults.add(
            pointer,
            "from {{%s}} on there are more than %,d different names in double braces, which would be looked for in every example"
                .formatted(Names.abbreviated(name), MAX_NAMES));
      }
      return null;
    }
    Lack lack = new Lack();
    for (ExampleSets.Placed example : examples) {
      if (Json.find(example.example().data(), name) == null) {
        lack.add(example);
      }
    }
    looked.put(name, lack);
    return lack;
  }

  private boolean isComponent(String name, TemplateUse use) {
    return use.components()
        && name.startsWith(COMPONENT)
        && components.contains(name.substring(COMPONENT.length()));
  }

  /** Each component's reflection is told of its own text alone. */
  private void checkComponent(String pointer, String name, TemplateUse use) {
    if (use.toldToAll() && components.size() > 1) {
      faults.add(
          pointer,
          "{{%s}} cannot stand in feedback where there are several components, since the reflection on each of them is told it"
              .formatted(name));
    }
  }

  private void checkExamples(String pointer, String name, TemplateUse use) {
    Lack lack = look(pointer, name);
    if (lack == null) {
      return;
    }
    if (examples.isEmpty() ? name.startsWith(COMPONENT) : lack.count == examples.size()) {
      faults.add(
          pointer,
          "{{%s}} does not exist; known are %s".formatted(name, String.join(", ", known(use))));
    } else if (lack.count > 0) {
      String shown =
          lack.first.stream()
              .map(e -> "%s (\"%s\")".formatted(e.pointer(), e.example().id()))
              .collect(Collectors.joining(", "));
      faults.add(
          pointer,
          "{{%s}} is missing in %,d of %,d examples: %s%s"
              .formatted(
                  name, lack.count, examples.size(), shown, lack.count > SHOWN ? ", …" : ""));
    }
  }

  private Set<String> known(TemplateUse use) {
    Set<String> known = new LinkedHashSet<>(new TreeSet<>(use.ownNames()));
    if (use.components() && !(use.toldToAll() && components.size() > 1)) {
      components.forEach(name -> known.add(COMPONENT + name));
    }
    if (!examples.isEmpty()) {
      known.addAll(examples.getFirst().example().data().propertyNames());
    }
    return known;
  }

  /** The examples that lack a field: how many, and the first of them. */
  private static final class Lack {

    private final List<ExampleSets.Placed> first = new ArrayList<>();
    private int count;

    void add(ExampleSets.Placed example) {
      if (count++ < SHOWN) {
        first.add(example);
      }
    }
  }
}
