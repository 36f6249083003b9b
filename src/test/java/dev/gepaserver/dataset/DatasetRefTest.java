package dev.gepaserver.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Fault;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetRefTest {

  private final Faults faults = new Faults();

  @ParameterizedTest
  @ValueSource(strings = {"1e-999999999", "1e-100000000", "0.5000000000000000000001", "1e-21"})
  void takesNoShareOfVeryManyPlaces(String from) {
    read(from);

    assertThat(faults.all())
        .containsExactly(new Fault("/split/from", "has more than 20 decimal places"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-20", "0.50000000000000000000000000000", "0e-999999999", "0.1"})
  void takesOthers(String from) {
    DatasetRef ref = read(from);

    assertThat(faults.all()).isEmpty();
    assertThat(ref.split().of(new int[] {3, 4, 5})).isNotEmpty();
  }

  @Test
  void keepsAShareAsItWasGiven() {
    assertThat(read("0.50").split().from()).isEqualTo(new BigDecimal("0.50"));
  }

  private DatasetRef read(String from) {
    String json = "{\"dataset\": \"d\", \"split\": {\"from\": " + from + "}}";
    return DatasetRef.read(Fields.of(Json.parse(json), "", faults));
  }
}
