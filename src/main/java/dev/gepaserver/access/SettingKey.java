package dev.gepaserver.access;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A key that the settings give.
 *
 * @param key the key itself, 32 to 500 printable ASCII characters without blanks
 * @param role what it may do
 */
record SettingKey(@Nullable String key, @DefaultValue("viewer") Role role) {

  private static final String FORM = "[\\x21-\\x7E]{32,500}";

  void check(String name) {
    if (key == null || !key.matches(FORM)) {
      throw new IllegalArgumentException(
          "gepa.access.keys.%s.key must be 32 to 500 printable ASCII characters without blanks"
              .formatted(name));
    }
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "SettingKey[role=" + role + "]";
  }
}
