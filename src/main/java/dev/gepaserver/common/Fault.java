package dev.gepaserver.common;

/**
 * One thing wrong with an input.
 *
 * @param pointer JSON pointer (RFC 6901) to the value, "" for the whole; a query parameter is named
 *     by its name
 * @param detail what was wrong, with the value where it helps, and what would be right
 */
public record Fault(String pointer, String detail) {}
