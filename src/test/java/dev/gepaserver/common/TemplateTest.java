package dev.gepaserver.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class TemplateTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{{input}} | input",
        "{{ input }} | input",
        "{{first name}} | first name",
        "{{ größe/cm }} | größe/cm",
        "{{a.b c.0}} | a.b c.0",
        "{{{x}}} | x",
      })
  void takesAnyNameThatAFieldCanHave(String text, String name) {
    assertThat(Template.of(text).names()).containsExactly(name);
  }

  @Test
  void leavesWhatIsNoName() {
    String text = "{{}} {{ }} {x} {{a{b}} {{\u00a0 \n}";

    assertThat(Template.of(text).fill(name -> Json.tree("?"))).isEqualTo(text);
  }

  @Test
  void fillsInOnceAndKeepsWhatIsUnknown() {
    JsonNode data = Json.parse("{\"first name\": \"{{größe}}\", \"größe\": 3}");

    String filled =
        Template.of("{{ first name }} {{größe}} {{ x | upper }} {{ }}{{größe}}")
            .fill(name -> Json.find(data, name));

    assertThat(filled).isEqualTo("{{größe}} 3 {{ x | upper }} {{ }}3");
  }

  @Test
  void fillsInNoMoreThanThereIsRoomFor() {
    JsonNode half = Json.tree("x".repeat(Template.MAX_FILLED / 2));

    assertThat(Template.of("{{a}}{{a}}").fill(name -> half)).hasSize(Template.MAX_FILLED);
    assertThatThrownBy(() -> Template.of("{{a}}{{a}}.").fill(name -> half))
        .isInstanceOfSatisfying(
            CallFailedException.Faulty.class, e -> assertThat(e.code()).isEqualTo("too-long"));
    assertThatThrownBy(() -> Template.of("{{a}}".repeat(100_000)).fill(name -> half))
        .hasMessage("a text became longer than 4,000,000 characters by what was filled in");
  }

  @Test
  void takesLongTextsInTime() {
    String blanks = "{{a" + " ".repeat(1_000_000);

    assertThat(Template.of(blanks).names()).isEmpty();
    assertThat(Template.of("{{".repeat(500_000)).names()).isEmpty();
  }
}
