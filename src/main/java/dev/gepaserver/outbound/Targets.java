package dev.gepaserver.outbound;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses may be called. Loopback and private addresses may, because the service stands
 * beside what it optimizes; link-local and metadata addresses, which give a cloud machine's
 * credentials away, may not, however they are written or named.
 */
final class Targets {

  private static final int LONGEST_URL = 2_000;

  private static final Set<String> METADATA_NAMES =
      Set.of(
          "metadata.google.internal",
          "metadata.goog",
          "instance-data",
          "instance-data.ec2.internal");

  private static final List<AddressRange> REFUSED =
      ranges(
          "169.254.0.0/16", // link-local, cloud metadata among it
          "100.100.100.200", // Alibaba Cloud metadata
          "192.0.0.192", // Oracle Cloud metadata
          "168.63.129.16", // Azure platform
          "0.0.0.0/8",
          "224.0.0.0/4",
          "255.255.255.255",
          "::",
          "fe80::/10",
          "fd00:ec2::254", // AWS metadata
          "fd20:ce::254", // Google metadata
          "ff00::/8");

  private final Set<String> allowedNames = new HashSet<>();
  private final List<AddressRange> allowedRanges;
  private final Resolver resolver;

  /** Finds the addresses of a name. */
  @FunctionalInterface
  interface Resolver {

    /** All of them, at least one. */
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  Targets(List<String> allowed, Resolver resolver) {
    this.allowedRanges = allowed.stream().map(AddressRange::read).filter(Objects::nonNull).toList();
    for (String entry : allowed) {
      if (AddressRange.read(entry) == null) {
        if (!entry.matches("[A-Za-z0-9._-]+")) {
          throw new IllegalArgumentException(
              "gepa.outbound.allowed-hosts has "
                  + entry
                  + ", which is no host name, address or range such as 10.0.0.0/8");
        }
        allowedNames.add(plain(entry));
      }
    }
    this.resolver = resolver;
  }

  /** Reads a URL; what is wrong with it otherwise. Asks no name server. */
  sealed interface Read {
    record Good(URI url) implements Read {}

    record Bad(String why) implements Read {}
  }

  /** Reads a URL's text and checks its form. */
  static Read read(String text) {
    if (text.length() > LONGEST_URL) {
      return new Read.Bad(
          "is %,d characters long, at most %,d are allowed".formatted(text.length(), LONGEST_URL));
    }
    try {
      URI url = URI.create(text);
      String why = malformed(url);
      return why == null ? new Read.Good(url) : new Read.Bad(why);
    } catch (IllegalArgumentException e) {
      return new Read.Bad(
          "is no URL; it must be an http or https URL such as https://example.org/score");
    }
  }

  /**
   * Why a URL must not be called; null where it may be. Resolves its name.
   *
   * @throws UnknownHostException where the name does not resolve
   */
  @Nullable String refusal(URI url) throws UnknownHostException {
    String malformed = malformed(url);
    if (malformed != null) {
      return malformed;
    }
    try {
      addresses(url.getHost());
      return null;
    } catch (Refused e) {
      return e.getMessage();
    }
  }

  /**
   * The addresses of a host, asked for this once; all of them may be called.
   *
   * @throws Refused where any of them may not, or the name itself
   * @throws UnknownHostException where the name does not resolve
   */
  List<InetAddress> addresses(String given) throws UnknownHostException {
    String host = plain(given);
    boolean named = allowedNames.contains(host);
    if (METADATA_NAMES.contains(host) && !named) {
      throw new Refused("host " + host + " is a metadata service, which must not be called");
    }
    InetAddress literal = AddressRange.literal(host);
    if (literal == null && isAddress(host)) {
      throw new Refused(unusual(host));
    }
    List<InetAddress> addresses =
        literal == null ? List.of(resolver.resolve(host)) : List.of(literal);
    for (InetAddress address : addresses) {
      check(host, address, named);
    }
    return addresses;
  }

  private void check(String host, InetAddress address, boolean named) throws Refused {
    if (allowedRanges.stream().anyMatch(r -> r.contains(address))) {
      return;
    }
    if (refused(address)) {
      throw new Refused(
          "host %s is the link-local, metadata, multicast or unspecified address %s, which must not be called"
              .formatted(host, address.getHostAddress()));
    }
    if (!named && !(allowedNames.isEmpty() && allowedRanges.isEmpty())) {
      throw new Refused("host " + host + " is not among gepa.outbound.allowed-hosts");
    }
  }

  /** What is wrong with a URL's form; null where nothing is. */
  static @Nullable String malformed(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return "must be an http or https URL such as https://example.org/score";
    }
    if (url.getRawAuthority() != null && url.getRawAuthority().contains("@")) {
      return "must not have user info; give credentials by a header";
    }
    if (url.getHost() == null || url.getPort() > 65_535 || url.getPort() == 0) {
      return "has no host that can be called: a name of letters, digits, dots and hyphens, an address such as 10.0.0.7 or"
          + " [::1], and a port from 1 to 65535";
    }
    String host = plain(url.getHost());
    return isAddress(host) && AddressRange.literal(host) == null ? unusual(host) : null;
  }

  /**
   * Whether a host is an address rather than a name. The resolver reads 2852039166,
   * 0251.0376.0251.0376 and 0xa9.254.43518 as addresses; nobody means well by them.
   */
  static boolean isAddress(String host) {
    String last = host.substring(host.lastIndexOf('.') + 1);
    return host.contains(":") || last.matches("\\d+|0[xX][0-9A-Fa-f]*");
  }

  private static String unusual(String host) {
    return "has the address "
        + host
        + ", which must be written in its usual form, such as 10.0.0.7 or [fd00::7]";
  }

  private static boolean refused(InetAddress address) {
    return Stream.concat(Stream.of(address), embedded(address))
        .anyMatch(a -> REFUSED.stream().anyMatch(r -> r.contains(a)));
  }

  /**
   * The IPv4 addresses that an IPv6 address of the translating kinds leads to: compatible,
   * translated, NAT64 (its own prefix and those for local use), 6to4, Teredo (its server, and its
   * client written inverted), ISATAP.
   */
  private static Stream<InetAddress> embedded(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return Stream.empty();
    }
    byte[] bytes = address.getAddress();
    if (bytes[0] == 0x20 && bytes[1] == 0x02) {
      return Stream.of(four(bytes, 2));
    }
    if (bytes[0] == 0x20 && bytes[1] == 0x01 && zero(bytes, 2, 4)) {
      return Stream.of(four(bytes, 4), four(inverted(bytes), 12));
    }
    boolean isatap =
        (bytes[8] & 0xfc) == 0 // whatever its bits for universal and group say
            && bytes[9] == 0
            && bytes[10] == 0x5e
            && (bytes[11] & 0xff) == 0xfe;
    boolean compatible = zero(bytes, 0, 12) && !address.isLoopbackAddress();
    boolean nat64 =
        bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
    boolean translated =
        zero(bytes, 0, 8) && bytes[8] == -1 && bytes[9] == -1 && zero(bytes, 10, 12);
    if (nat64 && !zero(bytes, 6, 12)) {
      // A prefix of 48 bits has the address around its ninth byte, one of 96 bits at its end.
      return Stream.of(
          four(bytes, 12), four(new byte[] {bytes[6], bytes[7], bytes[9], bytes[10]}, 0));
    }
    return compatible || translated || nat64 || isatap
        ? Stream.of(four(bytes, 12))
        : Stream.empty();
  }

  private static byte[] inverted(byte[] bytes) {
    byte[] inverted = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      inverted[i] = (byte) ~bytes[i];
    }
    return inverted;
  }

  private static boolean zero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static InetAddress four(byte[] bytes, int from) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static String plain(String host) {
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    String lower = bare.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static List<AddressRange> ranges(String... texts) {
    return Arrays.stream(texts).map(t -> Objects.requireNonNull(AddressRange.read(t), t)).toList();
  }
}
