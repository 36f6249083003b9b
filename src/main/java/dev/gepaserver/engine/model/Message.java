package dev.gepaserver.engine.model;

import java.util.Locale;

/**
 * One message of a conversation with the reflection model.
 *
 * @param role who speaks
 * @param content the text
 */
public record Message(Role role, String content) {

  /** Who speaks. */
  public enum Role {
    /** Us. */
    USER,
    /** The model. */
    ASSISTANT;

    /** The name by which providers and the API call it, in lower case. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A message to the model. */
  public static Message user(String content) {
    return new Message(Role.USER, content);
  }

  /** A message that the model gave. */
  public static Message assistant(String content) {
    return new Message(Role.ASSISTANT, content);
  }
}
