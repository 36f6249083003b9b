package dev.gepaserver.evaluation;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.ExampleSets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Checks at submission that every name a template uses exists, in every example where it is a field
 * of the examples.
 */
public final class TemplateCheck {

  /** What the name of a component's text begins with. */
  public static final String COMPONENT = "component.";

  private static final int SHOWN = 3;

  private final Collection<String> components;
  private final List<ExampleSets.Placed> examples;
  private final Faults faults;

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
    if (!use.owns(name) && !isComponent(name, use)) {
      checkExamples(pointer + use.path(), name, use);
    }
  }

  /** Whether any example has a field of this name. */
  public boolean isField(String name) {
    return examples.stream().anyMatch(e -> Json.find(e.example().data(), name) != null);
  }

  private boolean isComponent(String name, TemplateUse use) {
    return use.components()
        && name.startsWith(COMPONENT)
        && components.contains(name.substring(COMPONENT.length()));
  }

  private void checkExamples(String pointer, String name, TemplateUse use) {
    List<ExampleSets.Placed> lacking =
        examples.stream().filter(e -> Json.find(e.example().data(), name) == null).toList();
    if (examples.isEmpty() ? name.startsWith(COMPONENT) : lacking.size() == examples.size()) {
      faults.add(
          pointer,
          "{{%s}} does not exist; known are %s".formatted(name, String.join(", ", known(use))));
    } else if (!lacking.isEmpty()) {
      String shown =
          lacking.stream()
              .limit(SHOWN)
              .map(e -> "%s (\"%s\")".formatted(e.pointer(), e.example().id()))
              .collect(Collectors.joining(", "));
      faults.add(
          pointer,
          "{{%s}} is missing in %,d of %,d examples: %s%s"
              .formatted(
                  name,
                  lacking.size(),
                  examples.size(),
                  shown,
                  lacking.size() > SHOWN ? ", …" : ""));
    }
  }

  private Set<String> known(TemplateUse use) {
    Set<String> known = new LinkedHashSet<>(new TreeSet<>(use.ownNames()));
    if (use.components()) {
      components.forEach(name -> known.add(COMPONENT + name));
    }
    if (!examples.isEmpty()) {
      known.addAll(examples.getFirst().example().data().propertyNames());
    }
    return known;
  }
}
