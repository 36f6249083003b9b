package dev.gepaserver.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ManyFaultsTest {

  private final Faults faults = new Faults();

  @Test
  void keepsTheFirstTwoHundredAndCountsTheOthers() {
    for (int i = 0; i < 1234; i++) {
      faults.add("/a/" + i, "is wrong");
      faults.add("/a/0", "is wrong");
    }

    List<Fault> all = faults.all();

    assertThat(all).hasSize(201).startsWith(new Fault("/a/0", "is wrong"));
    assertThat(all.getLast()).isEqualTo(new Fault("", "… and 1,034 more"));
    assertThat(faults.at("/b")).as("may be among the others").isTrue();
  }

  @Test
  void cutsWhatIsSaidOfAFault() {
    faults.add("/a", "x".repeat(1_000_000));

    assertThat(faults.all().getFirst().detail()).hasSize(2000).endsWith("…");
  }

  @Test
  void readsNothingOfACollectionThatIsTooLarge() {
    ObjectNode texts = Json.object();
    IntStream.range(0, 1000).forEach(i -> texts.put("t" + i, i));
    ObjectNode object = Json.object();
    object.set("texts", texts);
    object.set("list", Json.tree(IntStream.range(0, 1000).boxed().toList()));
    Fields fields = Fields.of(object, "", faults);

    Map<String, String> readTexts = fields.texts("texts", 100, 10);

    assertThat(readTexts).isEmpty();
    assertThat(fields.list("list", 1, 100)).isNull();
    assertThat(faults.all()).extracting(Fault::pointer).containsExactly("/texts", "/list");
  }

  @Test
  void namesTwentyOfTheKnownAtMost() {
    List<String> known = IntStream.range(0, 1000).mapToObj(i -> "k" + i).toList();
    Fields fields = Fields.of(Json.object().put("a", "x".repeat(10_000)), "", faults);

    fields.choice("a", "k0", known);

    assertThat(faults.all().getFirst().detail())
        .contains("k0, k1, ", "k19, … and 980 more")
        .hasSizeLessThan(300);
  }
}
