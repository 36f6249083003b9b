package dev.gepaserver.journal;

/**
 * One message of a conversation with a model.
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 * @param content its text
 */
public record ChatMessage(String role, String content) {}
