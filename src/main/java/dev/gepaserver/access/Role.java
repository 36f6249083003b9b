package dev.gepaserver.access;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a key may do; each role may do whatever those before it may. */
public enum Role {
  /** To look at everything but keys and the record of deeds. */
  VIEWER,
  /** To submit, steer and delete jobs, data and evaluations. */
  OPERATOR,
  /** To make and revoke keys, and to read the record of deeds. */
  ADMIN;

  /** The name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the security rules know it by. */
  public String authority() {
    return "ROLE_" + name();
  }

  /** The role of that name on the wire. */
  public static Role ofWireName(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** The names of all roles on the wire, the least first. */
  public static List<String> wireNames() {
    return Arrays.stream(values()).map(Role::wireName).toList();
  }

  /** This role and all those that may do less. */
  public List<Role> included() {
    return Arrays.stream(values()).filter(role -> role.compareTo(this) <= 0).toList();
  }
}
