package dev.gepaserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.access.AccessSettings.Mode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

class DoorTest {

  @ParameterizedTest
  @CsvSource({
    "AUTO, 127.0.0.1, true",
    "AUTO, 127.0.0.5, true",
    "AUTO, ::1, true",
    "AUTO, 0.0.0.0, false",
    "AUTO, 10.0.0.1, false",
    "AUTO, , false",
    "CLOSED, 127.0.0.1, false",
    "OPEN, 0.0.0.0, true",
  })
  void isOpenWhereOnlyThisMachineGetsThereUnlessToldOtherwise(
      Mode mode, @Nullable String address, boolean open) {
    AccessSettings settings = new AccessSettings(mode, Map.of(), 1, Duration.ofHours(1));

    assertThat(door(settings, address).isOpen()).isEqualTo(open);
  }

  static Door door(AccessSettings settings, @Nullable String address) {
    ServerProperties server = new ServerProperties();
    try {
      server.setAddress(address == null ? null : InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
    return new Door(settings, server);
  }
}
