package dev.gepaserver.access.web;

import dev.gepaserver.access.Keys;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.stereotype.Component;

/** Finds the key in a request's header, and checks it; that of the login form as well. */
@Component
class KeyCheck implements AuthenticationConverter, AuthenticationProvider {

  private static final Pattern BEARER =
      Pattern.compile("Bearer +([\\x21-\\x7E]+) *", Pattern.CASE_INSENSITIVE);

  private final Keys keys;

  KeyCheck(Keys keys) {
    this.keys = keys;
  }

  /** The key that the header tells; null where there is no such header. */
  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null) {
      return null;
    }
    Matcher bearer = BEARER.matcher(header);
    if (!bearer.matches()) {
      throw new BadCredentialsException("Authorization must be 'Bearer' and a key");
    }
    return UsernamePasswordAuthenticationToken.unauthenticated("", bearer.group(1));
  }

  @Override
  public KeyAuthentication authenticate(Authentication given) {
    return keys.identify(String.valueOf(given.getCredentials()).strip())
        .map(KeyAuthentication::new)
        .orElseThrow(() -> new BadCredentialsException("this key is not known, or was revoked"));
  }

  @Override
  public boolean supports(Class<?> type) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
  }
}
