package dev.gepaserver.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Fault;
import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import dev.gepaserver.common.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExampleSetReaderTest {

  private final Faults faults = new Faults();

  @Test
  void labelsAnExampleByItsPlaceWhereItHasNoIdAndKeepsTheWholeObject() {
    List<Example> examples = read("[{'id': 'a', 'input': 'x'}, {'z': 1, 'b': 2}]");

    assertThat(faults.all()).isEmpty();
    assertThat(examples).extracting(Example::id).containsExactly("a", "1");
    assertThat(examples).extracting(Example::position).containsExactly(0, 1);
    assertThat(Json.write(examples.get(0).data())).isEqualTo("{\"id\":\"a\",\"input\":\"x\"}");
    assertThat(Json.write(examples.get(1).data())).isEqualTo("{\"z\":1,\"b\":2}");
  }

  @Test
  void tellsEveryFaultByItsPointer() {
    read("[{'id': 'a'}, 7, {'id': 'a'}, {'id': 3}, {'id': ' '}, {'id': '6'}, {}]");

    assertThat(faults.all())
        .containsExactly(
            new Fault("/trainset/1", "must be a JSON object, not the number 7"),
            new Fault("/trainset/2/id", "'a' is the id of example 0 already"),
            new Fault("/trainset/3/id", "must be a text, not the number 3"),
            new Fault("/trainset/4/id", "must not be empty"),
            new Fault("/trainset/6/id", "'6' (its place) is the id of example 5 already"));
  }

  @Test
  void refusesAnEmptyListWhereOneExampleIsNeeded() {
    read("[]");

    assertThat(faults.all()).extracting(Fault::pointer).containsExactly("/trainset");
  }

  @Test
  void givesNullWhereTheFieldIsLeftOut() {
    List<Example> examples =
        ExampleSetReader.read(Fields.of(Json.object(), "", faults), "valset", 1);

    assertThat(examples).isNull();
    assertThat(faults.none()).isTrue();
  }

  @Test
  void makesTextsStorable() {
    List<Example> examples = read("[{'input': 'a\\u0000b'}]");

    assertThat(examples.getFirst().data().get("input").stringValue()).isEqualTo("a\uFFFDb");
  }

  private List<Example> read(String list) {
    String body = "{\"trainset\": " + list.replace('\'', '"') + "}";
    return ExampleSetReader.read(Fields.of(Json.parse(body), "", faults), "trainset", 1);
  }
}
