package dev.gepaserver.outbound;

import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Mask;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which headers users may add to a request. */
final class HeaderRules {

  private static final int MOST = 50;
  private static final int LONGEST = 8_000;
  private static final Set<String> OURS =
      Set.of(
          "accept-encoding",
          "connection",
          "content-length",
          "date",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final Pattern SECRET =
      Pattern.compile("auth|cookie|key|token|secret|passw|credential|signature");

  private HeaderRules() {}

  /** Whether a header of this name usually holds what only the two sides may know. */
  static boolean secret(String name) {
    return SECRET.matcher(name.toLowerCase(Locale.ROOT)).find();
  }

  /**
   * Takes out of messages what was sent in confidence: the secrets, and the values of all headers.
   */
  static Mask mask(OutboundRequest request, @Nullable String signing) {
    List<String> all = secrets(request, signing);
    all.addAll(request.headers().values());
    return Mask.of(all);
  }

  /**
   * The secrets of a request: the values of such headers as {@code Authorization}, whole and by
   * their words, those in the URL's query, and what signs.
   */
  static List<String> secrets(OutboundRequest request, @Nullable String signing) {
    List<String> secrets = new ArrayList<>(QuerySecrets.of(request.url()));
    request
        .headers()
        .forEach((name, value) -> {
          if (secret(name)) {
            secrets.add(value);
            secrets.addAll(List.of(value.split("[\\s;,=]+")));
          }
        });
    if (signing != null) {
      secrets.add(signing);
    }
    return secrets;
  }

  static Map<String, String> read(Fields fields, String name) {
    Map<String, String> headers = fields.texts(name, MOST, LONGEST);
    if (headers.isEmpty()) {
      return headers;
    }
    Fields map = fields.objectOrEmpty(name);
    Set<String> seen = new HashSet<>();
    headers.forEach((header, value) -> {
      String lower = header.toLowerCase(Locale.ROOT);
      if (!header.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}")) {
        map.fault(header, "is no name of a header");
      } else if (OURS.contains(lower) || lower.startsWith("x-gepa-")) {
        map.fault(header, "is set by the service or the connection and cannot be given");
      } else if (!seen.add(lower)) {
        map.fault(header, "stands twice, in different cases");
      }
      map.settingsFault(
          header,
          () ->
              secret(header) && value.equals(Mask.SHOWN)
                  ? "is a masked value, as the API shows it; give the value itself"
                  : null);
      if (!value.matches("[\\t\\x20-\\x7e\\x80-\\xff]*")) {
        map.fault(
            header,
            "must have no line breaks or other control characters, and only Latin characters");
      }
    });
    return headers;
  }
}
