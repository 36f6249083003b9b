package dev.gepaserver.access;

import java.io.Serializable;
import java.util.UUID;

/**
 * Who showed a key.
 *
 * @param keyId the key
 * @param name the key's
 * @param role what the key may do
 */
public record KeyHolder(UUID keyId, String name, Role role) implements Serializable {}
