package dev.gepaserver.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses may be called. No name server is asked here. */
class TargetsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data",
        "http://169.254.0.1",
        "http://[::ffff:169.254.169.254]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[::169.254.169.254]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[64:ff9b:1:a9fe:a9:fe00::]/",
        "http://[64:ff9b:1::a9fe:a9fe]/",
        "http://[::ffff:0:169.254.169.254]/",
        "http://[2002:a9fe:a9fe::]/",
        "http://[2001:0:a9fe:a9fe:8000:63bf:3fff:fdd2]/",
        "http://[2001:0:4136:e378:8000:63bf:5601:5601]/",
        "http://[2001:db8::5efe:a9fe:a9fe]/",
        "http://[2001:db8::200:5efe:169.254.169.254]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[febf::1]/",
        "http://[fd00:ec2::254]/",
        "http://[fd20:ce::254]/",
        "http://100.100.100.200/",
        "http://0.0.0.0:8080/",
        "http://0.1.2.3/",
        "http://[::]/",
        "http://224.0.0.1/",
        "http://239.255.255.250/",
        "http://[ff02::1]/",
        "http://255.255.255.255/",
        "http://2852039166/",
        "http://0xA9FEA9FE/",
        "http://0xa9.0xfe.0xa9.0xfe/",
        "http://0251.0376.0251.0376/",
        "http://0251.0254.0251.0254/",
        "http://169.254.43518/",
        "http://169.16689662/",
        "http://metadata.google.internal/computeMetadata",
        "http://METADATA.google.internal./computeMetadata",
        "http://linklocal.test/",
        "http://mixed.test/",
        "http://linklocal.test./"
      })
  void refusesLinkLocalAndMetadataAddressesInEverySpelling(String url) {
    assertThat(refusal(List.of(), url)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8080/score",
        "http://localhost/",
        "http://[::1]:80/",
        "http://10.1.2.3/",
        "http://192.168.0.1/",
        "http://[fd00::7]/",
        "http://8.8.8.8/",
        "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
        "http://[2001:db8::5efe:8.8.8.8]/",
        "http://[64:ff9b::8.8.8.8]/",
        "http://[64:ff9b:1::8.8.8.8]/",
        "http://[2001:db8::1]/",
        "https://good.test/path?x=1",
        "HTTP://Good.Test./"
      })
  void allowsPublicPrivateAndLoopbackAddresses(String url) {
    assertThat(refusal(List.of(), url)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://good.test/",
        "file:///etc/passwd",
        "good.test",
        "/path",
        "http:///path",
        "http://user:pass@good.test/",
        "http://user@good.test/",
        "http://good.test:99999/",
        "http://good.test:0/",
        "http://under_score.test/",
        "http://good test/",
        "mailto:a@b.c",
        "http://[good.test]/",
        "javascript:alert(1)"
      })
  void refusesWhatIsNoHttpUrl(String url) {
    assertThat(refusal(List.of(), url)).isNotNull();
  }

  @Test
  void refusesOverlongUrls() {
    assertThat(refusal(List.of(), "http://good.test/" + "x".repeat(2_000)))
        .contains("at most 2,000");
  }

  @Test
  void callsOnlyAllowedHostsWhereAnyAreNamed() {
    List<String> allowed = List.of("Good.test", "10.0.0.0/8", "2001:db8::/32");

    assertThat(refusal(allowed, "http://good.test/")).isNull();
    assertThat(refusal(allowed, "http://10.200.0.1/")).isNull();
    assertThat(refusal(allowed, "http://[2001:db8:1::1]/")).isNull();
    assertThat(refusal(allowed, "http://11.0.0.1/")).contains("gepa.outbound.allowed-hosts");
    assertThat(refusal(allowed, "http://other.test/")).contains("gepa.outbound.allowed-hosts");
    assertThat(refusal(allowed, "http://localhost/")).contains("gepa.outbound.allowed-hosts");
  }

  @Test
  void callsALinkLocalAddressOnlyWhereItIsAllowedAsAnAddress() {
    assertThat(refusal(List.of("169.254.169.254"), "http://169.254.169.254/")).isNull();
    assertThat(refusal(List.of("169.254.0.0/16"), "http://linklocal.test/")).isNull();
    assertThat(refusal(List.of("linklocal.test"), "http://linklocal.test/"))
        .contains("must not be called");
  }

  @Test
  void refusesASettingThatIsNoHost() {
    assertThatThrownBy(() -> new Targets(List.of("http://x/"), TargetsTest::resolve))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http://x/");
  }

  private static @Nullable String refusal(List<String> allowed, String url) {
    return switch (Targets.read(url)) {
      case Targets.Read.Bad(String why) -> why;
      case Targets.Read.Good(URI good) -> {
        try {
          yield new Targets(allowed, TargetsTest::resolve).refusal(good);
        } catch (UnknownHostException e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  private static InetAddress[] resolve(String host) throws UnknownHostException {
    return switch (host) {
      case "linklocal.test" -> addresses("169.254.7.7");
      case "mixed.test" -> addresses("93.184.216.34", "169.254.7.7");
      case "good.test", "other.test" -> addresses("93.184.216.34");
      case "localhost" -> addresses("127.0.0.1");
      default -> throw new UnknownHostException(host);
    };
  }

  private static InetAddress[] addresses(String... literals) throws UnknownHostException {
    InetAddress[] addresses = new InetAddress[literals.length];
    for (int i = 0; i < literals.length; i++) {
      addresses[i] = InetAddress.getByName(literals[i]);
    }
    return addresses;
  }
}
