package dev.gepaserver.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The keys that the settings give; kept nowhere, and here by their hashes only. */
@Component
class SettingKeys {

  private final List<Known> keys;

  SettingKeys(AccessSettings settings) {
    keys = new TreeMap<>(settings.keys()).entrySet().stream().map(SettingKeys::known).toList();
  }

  private record Known(KeyHolder holder, byte[] hash) {}

  private static Known known(Map.Entry<String, SettingKey> entry) {
    String name = entry.getKey();
    // The same on all nodes and after each start, so that sessions last.
    UUID id = UUID.nameUUIDFromBytes(("gepa.access.keys." + name).getBytes(StandardCharsets.UTF_8));
    return new Known(
        new KeyHolder(id, name, entry.getValue().role()),
        KeyText.hash(String.valueOf(entry.getValue().key())));
  }

  /** Who has the key of this hash; takes as long for each. */
  Optional<KeyHolder> find(byte[] hash) {
    KeyHolder found = null;
    for (Known key : keys) {
      if (MessageDigest.isEqual(key.hash(), hash)) {
        found = key.holder();
      }
    }
    return Optional.ofNullable(found);
  }

  /** Who has the key of this id. */
  Optional<KeyHolder> find(UUID id) {
    return holders().stream().filter(holder -> holder.keyId().equals(id)).findFirst();
  }

  /** All of them, by name. */
  List<KeyHolder> holders() {
    return keys.stream().map(Known::holder).toList();
  }

  /** What may be told of all of them. */
  List<AccessKey> views() {
    return holders().stream().map(SettingKeys::view).toList();
  }

  private static AccessKey view(KeyHolder holder) {
    return new AccessKey(
        holder.keyId(),
        holder.name(),
        holder.role().wireName(),
        null,
        AccessKey.FROM_SETTINGS,
        null,
        null,
        null);
  }
}
