package dev.gepaserver.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
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
    byte[] hash = KeyText.hash(String.valueOf(entry.getValue().key()));
    return new Known(new KeyHolder(id(name, hash), name, entry.getValue().role()), hash);
  }

  // The same on all nodes and after each start, so that sessions last; another one for another
  // text,
  // so that they end where a key is replaced.
  private static UUID id(String name, byte[] hash) {
    String told = "gepa.access.keys." + name + '\0' + HexFormat.of().formatHex(hash);
    return UUID.nameUUIDFromBytes(told.getBytes(StandardCharsets.UTF_8));
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
