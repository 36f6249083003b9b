package dev.gepaserver.llm;

import tools.jackson.databind.JsonNode;

/**
 * A tool that a model may ask to be called.
 *
 * @param name by which the model asks for it
 * @param description tells the model what it does and when to use it
 * @param parameters JSON schema of the object of its arguments
 */
public record OfferedTool(String name, String description, JsonNode parameters) {}
