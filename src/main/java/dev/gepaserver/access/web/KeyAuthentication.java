package dev.gepaserver.access.web;

import dev.gepaserver.access.KeyHolder;
import dev.gepaserver.access.Role;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** Somebody whose key was checked. The key itself is not kept. */
final class KeyAuthentication extends AbstractAuthenticationToken {

  private static final long serialVersionUID = 1L;

  private final KeyHolder holder;

  KeyAuthentication(KeyHolder holder) {
    super(authorities(holder.role()));
    this.holder = holder;
    setAuthenticated(true);
  }

  /** What the security rules know a role and all it includes by. */
  static List<GrantedAuthority> authorities(Role role) {
    return role.included().stream()
        .<GrantedAuthority>map(included -> new SimpleGrantedAuthority(included.authority()))
        .toList();
  }

  KeyHolder holder() {
    return holder;
  }

  @Override
  public Object getCredentials() {
    return "";
  }

  @Override
  public Object getPrincipal() {
    return holder;
  }

  @Override
  public String getName() {
    return holder.name();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyAuthentication that && that.holder.equals(holder);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(holder);
  }
}
