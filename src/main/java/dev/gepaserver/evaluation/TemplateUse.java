package dev.gepaserver.evaluation;

import dev.gepaserver.common.Template;
import java.util.Set;

/**
 * A template in a specification and the names that mean something in it besides the fields of the
 * example.
 *
 * @param path where it stands within the specification, as the rest of a JSON pointer: {@code
 *     /messages/0/content}
 * @param template the template
 * @param ownNames names that are filled in from elsewhere, such as {@code output}; a dotted name
 *     goes by its first part
 * @param components whether {@code component.NAME} is known here
 * @param toldToAll whether what it makes is told to the reflection on every component
 */
public record TemplateUse(
    String path, Template template, Set<String> ownNames, boolean components, boolean toldToAll) {

  /** Copies the names. */
  public TemplateUse {
    ownNames = Set.copyOf(ownNames);
  }

  /** One that is not told to reflections as it is. */
  public TemplateUse(String path, Template template, Set<String> ownNames, boolean components) {
    this(path, template, ownNames, components, false);
  }

  /** The same within a specification that is a part of another one. */
  TemplateUse within(String part) {
    return new TemplateUse(part + path, template, ownNames, components, toldToAll);
  }

  /** Whether the name is filled in from elsewhere than example and candidate. */
  boolean owns(String name) {
    int dot = name.indexOf('.');
    return ownNames.contains(name) || (dot > 0 && ownNames.contains(name.substring(0, dot)));
  }
}
