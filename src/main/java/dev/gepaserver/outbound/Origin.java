package dev.gepaserver.outbound;

import java.net.URI;
import java.util.Locale;

/**
 * Who is behind a URL.
 *
 * @param scheme in lower case
 * @param host in lower case
 * @param port also where it is the usual one
 */
record Origin(String scheme, String host, int port) {

  static Origin of(URI url) {
    String scheme = lower(url.getScheme());
    int usual = scheme.equals("https") ? 443 : 80;
    return new Origin(scheme, lower(url.getHost()), url.getPort() < 0 ? usual : url.getPort());
  }

  private static String lower(String part) {
    return String.valueOf(part).toLowerCase(Locale.ROOT);
  }
}
