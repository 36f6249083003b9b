package dev.gepaserver.access;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties.ForwardHeadersStrategy;
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
  private final boolean proxied;
  private final Set<String> hosts;

  @Autowired
  Door(
      AccessSettings settings,
      ServerProperties server,
      ObjectProvider<ManagementServerProperties> management) {
    this(settings, server, management.getIfAvailable());
  }

  /**
   * Looks at where the service listens.
   *
   * @param management null where there is no port of its own for management
   */
  Door(
      AccessSettings settings,
      ServerProperties server,
      @Nullable ManagementServerProperties management) {
    this.mode = settings.mode();
    this.hosts = settings.hosts();
    this.loopback =
        isLoopback(server.getAddress())
            && (management == null || isLoopback(management.getAddress()));
    // Whoever has headers of proxies heeded has one.
    @Nullable ForwardHeadersStrategy heeded = server.getForwardHeadersStrategy();
    this.proxied = heeded != null && heeded != ForwardHeadersStrategy.NONE;
  }

  // Without an address the service listens on all of them.
  private static boolean isLoopback(@Nullable InetAddress address) {
    return address != null && address.isLoopbackAddress();
  }

  /** Whether no key is needed. */
  public boolean isOpen() {
    return switch (mode) {
      case OPEN -> true;
      case CLOSED -> false;
      case AUTO -> loopback && !proxied;
    };
  }

  /**
   * Whether requests may come by way of a proxy. One beside a service that takes itself to be
   * reached by this machine only would let in everybody; unless somebody has said that they may.
   */
  public boolean takesForwarded() {
    return !isOpen() || mode == AccessSettings.Mode.OPEN;
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
