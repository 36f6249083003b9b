package dev.gepaserver.journal;

/**
 * One call of a tool that a model asks for.
 *
 * @param id by which its result is told apart from others of the same reply
 * @param name of the tool, as the model wrote it
 * @param arguments as the model wrote them: a JSON object, unless the model made a mistake
 */
public record ToolRequest(String id, String name, String arguments) {}
