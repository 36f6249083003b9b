package dev.gepaserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.access.AccessSettings.Mode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties.ForwardHeadersStrategy;

class DoorTest {

  private static final @Nullable ManagementServerProperties NO_MANAGEMENT = null;

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
    AccessSettings settings = new AccessSettings(mode, Map.of(), 1, Duration.ofHours(1), Set.of());

    assertThat(door(settings, address).isOpen()).isEqualTo(open);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, localhost:8080, true",
    "127.0.0.1, a.localhost, true",
    "127.0.0.1, '[::1]:8080', true",
    "127.0.0.1, evil.example:8080, false",
    "127.0.0.1, localhost.evil.example, false",
    "127.0.0.1, gepa, false",
    "127.0.0.1, Gepa.Example:80, true",
    "0.0.0.0, localhost:8080, true",
    "0.0.0.0, 192.168.1.7:8080, true",
    "0.0.0.0, '[fe80::1]:8080', true",
    "0.0.0.0, gepa:8080, true",
    "0.0.0.0, evil.example:8080, false",
    "0.0.0.0, 1.2.3.4.evil.example, false",
    "0.0.0.0, evil.example., false",
    "0.0.0.0, gepa.example:8080, true",
  })
  void answersOpenToNamesThatNobodyElseCanOwn(String address, String host, boolean answers) {
    AccessSettings settings =
        new AccessSettings(Mode.OPEN, Map.of(), 1, Duration.ofHours(1), Set.of("gepa.example"));

    assertThat(door(settings, address).answersTo(host)).isEqualTo(answers);
  }

  @Test
  void givesAKeyThatIsReplacedAnotherIdSoThatItsSessionsEnd() {
    UUID before = id("a".repeat(32));

    assertThat(id("a".repeat(32))).isEqualTo(before);
    assertThat(id("b".repeat(32))).isNotEqualTo(before);
  }

  private static UUID id(String text) {
    Map<String, SettingKey> keys = Map.of("ci", new SettingKey(text, Role.VIEWER));
    AccessSettings settings =
        new AccessSettings(Mode.CLOSED, keys, 1, Duration.ofHours(1), Set.of());
    return new SettingKeys(settings).holders().getFirst().keyId();
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, 127.0.0.1, true",
    "AUTO, 0.0.0.0, false",
    "AUTO, , false",
    "OPEN, 0.0.0.0, true",
  })
  void countsAManagementPortOfItsOwn(Mode mode, @Nullable String address, boolean open) {
    ServerProperties server = new ServerProperties();
    server.setAddress(address("127.0.0.1"));
    ManagementServerProperties management = new ManagementServerProperties();
    management.setAddress(address(address));

    assertThat(new Door(settings(mode), server, management).isOpen()).isEqualTo(open);
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, , true, false",
    "AUTO, NONE, true, false",
    "AUTO, NATIVE, false, true",
    "AUTO, FRAMEWORK, false, true",
    "OPEN, NATIVE, true, true",
    "CLOSED, , false, true",
  })
  void isClosedBehindAProxyUnlessToldOtherwise(
      Mode mode, @Nullable ForwardHeadersStrategy heeded, boolean open, boolean takesForwarded) {
    ServerProperties server = new ServerProperties();
    server.setAddress(address("127.0.0.1"));
    server.setForwardHeadersStrategy(heeded);

    Door door = new Door(settings(mode), server, NO_MANAGEMENT);

    assertThat(door.isOpen()).isEqualTo(open);
    assertThat(door.takesForwarded()).isEqualTo(takesForwarded);
  }

  private static AccessSettings settings(Mode mode) {
    return new AccessSettings(mode, Map.of(), 1, Duration.ofHours(1), Set.of());
  }

  static Door door(AccessSettings settings, @Nullable String address) {
    ServerProperties server = new ServerProperties();
    server.setAddress(address(address));
    return new Door(settings, server, NO_MANAGEMENT);
  }

  private static @Nullable InetAddress address(@Nullable String address) {
    try {
      return address == null ? null : InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
