package dev.gepaserver.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomShareTest {

  @ParameterizedTest
  @CsvSource({
    "1,0.5,0.8",
    "2,0.5,0.8",
    "3,0.1,0.9",
    "10,0.1,0.15",
    "999,0.333,0.667",
    "1000,0.7,0.7001"
  })
  void sharesThatMeetAreDisjointAndComplete(int rows, String first, String second) {
    int[] all = IntStream.range(0, rows).map(i -> 3 * i).toArray();
    List<Integer> joined = new ArrayList<>();
    for (String[] bounds : new String[][] {{"0", first}, {first, second}, {second, "1"}}) {
      joined.addAll(boxed(share(7, bounds[0], bounds[1]).of(all)));
    }

    assertThat(joined).doesNotHaveDuplicates().hasSize(rows).containsAll(boxed(all));
  }

  @Test
  void ordersByTheHashOfSeedAndPosition() {
    int[] all = IntStream.range(0, 200).toArray();

    assertThat(boxed(share(42, "0", "1").of(all)))
        .isEqualTo(
            boxed(all).stream().sorted(Comparator.comparing(i -> sha256("42:" + i))).toList())
        .isNotEqualTo(boxed(share(43, "0", "1").of(all)));
  }

  private static RandomShare share(int seed, String from, String to) {
    return new RandomShare(BigInteger.valueOf(seed), new BigDecimal(from), new BigDecimal(to));
  }

  private static List<Integer> boxed(int[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
