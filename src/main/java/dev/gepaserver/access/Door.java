package dev.gepaserver.access;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.stereotype.Component;

/** Whether whoever reaches the service may do everything, or needs a key. */
@Component
public class Door {

  private final AccessSettings.Mode mode;
  private final boolean loopback;

  Door(AccessSettings settings, ServerProperties server) {
    this.mode = settings.mode();
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

  /** Whether only this machine reaches the service, or what passes requests on from here. */
  public boolean isLoopback() {
    return loopback;
  }
}
