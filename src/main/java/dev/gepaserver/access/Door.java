package dev.gepaserver.access;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.stereotype.Component;

/** Whether whoever reaches the service may do everything, or needs a key. */
@Component
public class Door {

  private static final Pattern PORT = Pattern.compile(":\\d+$");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|[^:]+\\.localhost|127(\\.\\d{1,3}){3}|\\[::1]");
  private static final Pattern OURS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]|[^.:\\[\\]]+");

  private final AccessSettings.Mode mode;
  private final boolean loopback;
  private final Set<String> hosts;

  Door(AccessSettings settings, ServerProperties server) {
    this.mode = settings.mode();
    this.hosts = settings.hosts();
    // Without an address the service listens on all of them.
    @Nullable InetAddress address = server.getAddress();
    this.loopback = address != null && address.isLoopbackAddress();
  }

  /** Whether no key is needed. */
  public boolean isOpen() {
    return switch (mode) {
      case OPEN -> true;
      case CLOSED -> false;
      case AUTO -> loopback;
    };
  }

  /**
   * Whether an open service answers to a name. Whoever owns a name may point it at this service,
   * and have its pages read in the browsers of people who may; so only those do that nobody else
   * can own.
   *
   * @param host name or address, IPv6 in brackets, perhaps with a port
   */
  public boolean answersTo(String host) {
    String name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
    return LOOPBACK.matcher(name).matches()
        || (!loopback && OURS.matcher(name).matches())
        || hosts.contains(name);
  }

  /** Whether only this machine reaches the service, or what passes requests on from here. */
  public boolean isLoopback() {
    return loopback;
  }
}
