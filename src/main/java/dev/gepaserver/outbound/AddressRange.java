package dev.gepaserver.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses in CIDR notation.
 *
 * @param network its first address
 * @param bits how many leading bits count
 */
record AddressRange(InetAddress network, int bits) {

  /**
   * Reads {@code 10.0.0.0/8} or one address; null where the text is neither, a host name among
   * others.
   */
  static @Nullable AddressRange read(String text) {
    int slash = text.indexOf('/');
    InetAddress network = literal(slash < 0 ? text : text.substring(0, slash));
    if (network == null) {
      return null;
    }
    int all = network.getAddress().length * 8;
    if (slash < 0) {
      return new AddressRange(network, all);
    }
    String bits = text.substring(slash + 1);
    return bits.matches("\\d{1,3}") && Integer.parseInt(bits) <= all
        ? new AddressRange(network, Integer.parseInt(bits))
        : null;
  }

  /**
   * An address written as such, in its one common spelling; null for anything else. Never asks a
   * name server.
   */
  static @Nullable InetAddress literal(String text) {
    boolean four = text.matches("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})");
    boolean six = text.contains(":") && text.matches("[0-9A-Fa-f:.]+");
    if (!four && !six) {
      return null;
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** Whether the address lies within. */
  boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> (i % 8);
      if ((mine[i / 8] & mask) != (other[i / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
