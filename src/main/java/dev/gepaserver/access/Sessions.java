package dev.gepaserver.access;

import dev.gepaserver.access.persistence.SessionStore;
import dev.gepaserver.access.persistence.SessionStore.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * Browsers that are logged in. In the database, so that any node knows them, a start forgets none,
 * and with its key a session ends at once; a signed cookie could not be taken back.
 */
@Service
public class Sessions {

  private final SessionStore store;
  private final Keys keys;
  private final Duration length;
  private final InstantSource clock;

  Sessions(SessionStore store, Keys keys, AccessSettings settings, InstantSource clock) {
    this.store = store;
    this.keys = keys;
    this.length = settings.session();
    this.clock = clock;
  }

  /** Begins a session of a key and gives the token that the browser keeps; a secret. */
  public String begin(UUID keyId) {
    String token = KeyText.secret();
    Instant now = clock.instant();
    store.insert(KeyText.hash(token), keyId, now, now.plus(length));
    return token;
  }

  /** Whose session this is; empty where there is none, it is over or its key is gone. */
  public Optional<KeyHolder> find(String token) {
    return store.find(KeyText.hash(token), clock.instant()).flatMap(this::holder);
  }

  private Optional<KeyHolder> holder(Session session) {
    KeyHolder holder = session.holder();
    return holder == null ? keys.ofSettings(session.keyId()) : Optional.of(holder);
  }

  /** Ends a session, if there is one. */
  public void end(String token) {
    store.delete(KeyText.hash(token));
  }

  /** How long a session lasts from its beginning. */
  public Duration length() {
    return length;
  }
}
