package dev.gepaserver.access.web;

import dev.gepaserver.access.RequestRates;
import java.time.Duration;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;

/** Checks the key of the login form, and counts the login among the key's requests. */
@Component
class LoginCheck implements AuthenticationProvider {

  private final KeyCheck keys;
  private final RequestRates rates;

  LoginCheck(KeyCheck keys, RequestRates rates) {
    this.keys = keys;
    this.rates = rates;
  }

  /**
   * {@inheritDoc}
   *
   * @throws TooManyLogins where the key is known, but has made too many requests
   */
  @Override
  public Authentication authenticate(Authentication given) {
    KeyAuthentication known = keys.authenticate(given);
    Duration wait = rates.count(known.holder().keyId());
    if (!wait.isZero()) {
      throw new TooManyLogins(rates.perMinute(), wait);
    }
    return known;
  }

  @Override
  public boolean supports(Class<?> type) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
  }

  /** A login of a key that makes too many requests. */
  static final class TooManyLogins extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    private final int perMinute;
    private final Duration wait;

    TooManyLogins(int perMinute, Duration wait) {
      super("this key makes too many requests");
      this.perMinute = perMinute;
      this.wait = wait;
    }

    /** Requests that the key may make a minute. */
    int perMinute() {
      return perMinute;
    }

    /** How long to wait for the next one. */
    Duration pause() {
      return wait;
    }
  }
}
