package dev.gepaserver;

import dev.gepaserver.common.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Every setting that the service or a library on its class path describes in its metadata. */
final class KnownSettings {

  private static final String METADATA = "META-INF/spring-configuration-metadata.json";
  private static final Pattern MAP =
      Pattern.compile("java\\.util\\.Map<java\\.lang\\.String,(.+)>");

  private final Map<String, String> typeByName = new HashMap<>();

  static KnownSettings ofTheClassPath() throws IOException {
    KnownSettings known = new KnownSettings();
    for (URL url : Collections.list(KnownSettings.class.getClassLoader().getResources(METADATA))) {
      try (InputStream in = url.openStream()) {
        JsonNode metadata = Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        for (JsonNode property : metadata.get("properties")) {
          JsonNode type = property.get("type");
          known.typeByName.put(
              uniform(property.get("name").stringValue()), type == null ? "" : type.stringValue());
        }
      }
    }
    return known;
  }

  /** Whether there is such a setting, in the spelling of a file. */
  boolean has(String name) {
    String wanted = uniform(name);
    return typeByName.containsKey(wanted)
        || typeByName.entrySet().stream().anyMatch(e -> isEntry(wanted, e.getKey(), e.getValue()));
  }

  /** Whether there is such a setting, in the spelling of an environment variable. */
  boolean hasVariable(String name) {
    return has(name.toLowerCase(Locale.ROOT).replace('_', '.'));
  }

  private static boolean isEntry(String wanted, String map, String type) {
    Matcher matcher = MAP.matcher(type);
    if (!matcher.matches() || !wanted.startsWith(map + ".")) {
      return false;
    }
    String[] keyAndRest = wanted.substring(map.length() + 1).split("\\.", 2);
    if (!matcher.group(1).startsWith("dev.gepaserver.")) {
      return true;
    }
    return keyAndRest.length == 2 && isComponent(matcher.group(1), keyAndRest[1]);
  }

  private static boolean isComponent(String className, String path) {
    try {
      return Arrays.stream(Class.forName(className).getRecordComponents())
          .anyMatch(component ->
              component.getType() == Map.class
                  ? path.startsWith(uniform(component.getName()) + ".")
                  : path.equals(uniform(component.getName())));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String uniform(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "");
  }
}
