package dev.gepaserver.common;

import java.util.List;

/**
 * A message for a model, but for what differs from one example to the next.
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 * @param content texts, and places for an example's fields
 */
public record MessageTemplate(String role, List<Template.Part> content) {

  /** Copies the list. */
  public MessageTemplate {
    content = List.copyOf(content);
  }
}
