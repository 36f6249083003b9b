package dev.gepaserver.access;

import dev.gepaserver.access.persistence.KeyStore;
import dev.gepaserver.access.persistence.KeyStore.KeptKey;
import dev.gepaserver.common.ApiException;
import dev.gepaserver.common.Caller;
import dev.gepaserver.common.Cursor;
import dev.gepaserver.common.Deed;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Ids;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.Page;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;

/** Makes, shows, checks and revokes keys. */
@Service
public class Keys {

  private static final int MOST_KEYS = 1_000;
  private static final int MAX_NAME = 100;
  private static final int MAX_TEXT = 500;
  private static final Duration COARSE = Duration.ofMinutes(1);

  private final KeyStore store;
  private final SettingKeys settings;
  private final ApplicationEventPublisher events;
  private final InstantSource clock;

  Keys(
      KeyStore store, SettingKeys settings, ApplicationEventPublisher events, InstantSource clock) {
    this.store = store;
    this.settings = settings;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Makes a key.
   *
   * @param body {@code name}, which no other key has, and {@code role}
   * @throws InvalidInputException with every fault
   * @throws ApiException {@code too-many-keys} (409)
   */
  @Transactional
  public CreatedKey create(JsonNode body) {
    Faults faults = new Faults();
    Fields fields = Fields.of(body, "", faults);
    String name = fields.requiredText("name", MAX_NAME);
    String role = fields.requiredChoice("role", Role.wireNames());
    fields.rejectUnknown();
    if (Welcome.isFirst(name)) {
      fields.fault("name", "is kept for the key that the service makes itself");
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      fields.fault("name", "must hold no control characters");
    }
    int keys = store.lock();
    if (isNamed(name)) {
      fields.fault("name", "is the name of another key");
    }
    faults.throwIfAny();
    if (keys >= MOST_KEYS) {
      throw new ApiException(
          409, "too-many-keys", "there are %,d keys; revoke one first".formatted(keys));
    }
    return insert(name, Role.ofWireName(Objects.requireNonNull(role)));
  }

  /**
   * Makes a key that may do everything, where there is none.
   *
   * @return the new key; empty where there is one, and where another node makes one just now
   */
  @Transactional
  public Optional<CreatedKey> createFirst(String name) {
    store.lock();
    boolean hasAdmin =
        store.hasAdmin()
            || settings.holders().stream().anyMatch(holder -> holder.role() == Role.ADMIN);
    if (hasAdmin) {
      return Optional.empty();
    }
    String free = name;
    for (int n = 2; isNamed(free); n++) {
      free = name + " " + n;
    }
    return Optional.of(insert(free, Role.ADMIN));
  }

  /** Names of keys that were made by whoever reached the service, without a key. */
  List<String> madeByAnybody() {
    return store.madeByNobody().stream().filter(name -> !Welcome.isFirst(name)).toList();
  }

  private boolean isNamed(String name) {
    return store.named(name)
        || settings.holders().stream().anyMatch(holder -> holder.name().equals(name));
  }

  private CreatedKey insert(String name, Role role) {
    KeyText text = KeyText.generate();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    UUID id = Ids.next();
    @Nullable String by = Caller.currentName();
    AccessKey key =
        new AccessKey(id, name, role.wireName(), text.hint(), AccessKey.FROM_API, now, by, null);
    store.insert(key, KeyText.hash(text.text()), now);
    events.publishEvent(new Deed("key.create", id, Map.of("name", name, "role", role.wireName())));
    return new CreatedKey(id, name, role.wireName(), text.hint(), now, by, text.text());
  }

  /**
   * Whose key this is. That it was used is noted once in a while.
   *
   * @param text of a key; anything
   */
  public Optional<KeyHolder> identify(String text) {
    if (text.length() > MAX_TEXT) {
      return Optional.empty();
    }
    byte[] hash = KeyText.hash(text);
    Optional<KeyHolder> setting = settings.find(hash);
    if (setting.isPresent()) {
      return setting;
    }
    Optional<KeptKey> kept =
        KeyText.parse(text)
            .flatMap(key -> store.find(key.hint()))
            .filter(key -> MessageDigest.isEqual(key.hash(), hash));
    kept.ifPresent(this::noteUse);
    return kept.map(KeptKey::holder);
  }

  private void noteUse(KeptKey key) {
    Instant now = clock.instant();
    Instant noted = key.lastUsedAt();
    if (noted == null || noted.isBefore(now.minus(COARSE))) {
      store.used(key.holder().keyId(), now, now.minus(COARSE));
    }
  }

  /** Who has the key of the settings that has this id. */
  Optional<KeyHolder> ofSettings(UUID id) {
    return settings.find(id);
  }

  /**
   * One key.
   *
   * @throws ApiException {@code not-found}
   */
  public AccessKey get(String id) {
    return all().stream()
        .filter(key -> key.id().toString().equalsIgnoreCase(id))
        .findFirst()
        .orElseThrow(() -> unknown(id));
  }

  /** All keys: those of the settings, by name, and then those made here, newest first. */
  public Page<AccessKey> list(Cursor cursor) {
    List<AccessKey> rows = after(cursor.after());
    return Page.of(
        rows.subList(0, Math.min(rows.size(), cursor.limit() + 1)),
        cursor.limit(),
        key -> key.id().toString());
  }

  private List<AccessKey> after(@Nullable String id) {
    List<AccessKey> all = all();
    if (id == null) {
      return all;
    }
    if (Ids.parse(id).isEmpty()) {
      throw new InvalidInputException("cursor", "is not one that this list gave out");
    }
    for (int i = 0; i < settings.holders().size(); i++) {
      if (all.get(i).id().toString().equals(id)) {
        return all.subList(i + 1, all.size());
      }
    }
    // The key that the page before ended with may have been revoked since.
    return store.views().stream().filter(key -> key.id().toString().compareTo(id) < 0).toList();
  }

  private List<AccessKey> all() {
    List<AccessKey> all = new ArrayList<>(settings.views());
    all.addAll(store.views());
    return all;
  }

  /**
   * Revokes a key: from now on nobody comes in with it, nor with what was begun with it.
   *
   * @throws ApiException {@code not-found}; {@code illegal-transition} for one of the settings
   */
  @Transactional
  public void revoke(String id) {
    UUID known = Ids.parse(id).orElseThrow(() -> unknown(id));
    if (settings.find(known).isPresent()) {
      throw ApiException.illegalTransition(
          "key %s is one of the settings; take it out there".formatted(id));
    }
    String name = store.delete(known).orElseThrow(() -> unknown(id));
    events.publishEvent(new Deed("key.revoke", known, Map.of("name", name)));
  }

  private static ApiException unknown(String id) {
    return ApiException.notFound("there is no key '%s'".formatted(id));
  }
}
