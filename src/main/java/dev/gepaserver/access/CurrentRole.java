package dev.gepaserver.access;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** What whoever sent the request that a thread serves may do; for pages that show only that. */
@Component
public class CurrentRole {

  /** The role; {@code ADMIN} for everybody where the service is open, empty for who is outside. */
  public Optional<Role> role() {
    Authentication who = SecurityContextHolder.getContext().getAuthentication();
    return who == null
        ? Optional.empty()
        : Arrays.stream(Role.values())
            .filter(role -> has(who, role))
            .max(Comparator.naturalOrder());
  }

  /** Whether it is this role or one that may do more. */
  public boolean includes(Role wanted) {
    return role().filter(role -> role.included().contains(wanted)).isPresent();
  }

  private static boolean has(Authentication who, Role role) {
    return who.getAuthorities().stream()
        .anyMatch(authority -> role.authority().equals(authority.getAuthority()));
  }
}
