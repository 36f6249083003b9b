package dev.gepaserver.common;

/**
 * Something about an input that is allowed and probably not meant.
 *
 * @param code short and stable, such as {@code unused-component}
 * @param detail what it is and what would be better
 */
public record Warning(String code, String detail) {}
