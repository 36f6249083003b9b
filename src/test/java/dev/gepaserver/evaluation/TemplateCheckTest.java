package dev.gepaserver.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Template;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.dataset.ExampleSets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class TemplateCheckTest {

  private final Faults faults = new Faults();

  @Test
  void looksForAThousandNamesInEveryExampleAndNoMore() {
    ObjectNode data = Json.object();
    IntStream.range(0, 3_000).forEach(i -> data.put("n" + i, i));
    List<Example> examples = new ArrayList<>();
    IntStream.range(0, 20_000).forEach(i -> examples.add(new Example(i, "e" + i, data)));
    TemplateCheck check =
        new TemplateCheck(List.of(), new ExampleSets(examples, List.of(), List.of()), faults);

    check.check("/a", use(0, 1_000));
    check.check("/b", use(500, 1_000));
    assertThat(faults.all()).isEmpty();

    check.check("/c", use(500, 3_000));
    check.check("/d", use(0, 3_000));

    assertThat(faults.all()).hasSize(1);
    assertThat(faults.all().getFirst().pointer()).isEqualTo("/c/x");
    assertThat(faults.all().getFirst().detail())
        .startsWith("from {{n1000}} on there are more than 1,000 different names");
    assertThat(check.isField("/e", "n1")).isTrue();
    assertThat(check.isField("/e", "n2000")).isFalse();
  }

  private static TemplateUse use(int from, int to) {
    String source =
        IntStream.range(from, to).mapToObj(i -> "{{n" + i + "}}").collect(Collectors.joining());
    return new TemplateUse("/x", Template.of(source), Set.of(), false);
  }
}
