package dev.gepaserver.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What Markdown makes of texts that nobody can foresee, as a parser of it reads them. */
class MarkdownTest {

  private static final Parser PARSER =
      Parser.builder().extensions(List.of(TablesExtension.create())).build();

  static List<String> traps() {
    return List.of(
        "plain",
        "`",
        "``",
        "```",
        "```\n# out\n```",
        "````\n```\n`````",
        "~~~\nfenced\n~~~",
        "    indented",
        " padded ",
        "`ticks at both ends`",
        "a ` b `` c ``` d",
        "# Heading",
        "---\ntitle: front matter\n---",
        "[text](javascript:alert(1))",
        "![image](https://example.org/x.png)",
        "<script>alert(1)</script>",
        "<!-- gone",
        "<https://example.org>",
        "www.example.org and me@example.org",
        "[ref]: https://example.org 'title'",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "> quoted",
        "- [ ] task\n1. one",
        "**bold** _thin_ ~~gone~~",
        "back\\slash \\` \\",
        "&lt;&amp;&#96;",
        "line\r\nend\rmore",
        "two\n\nparagraphs",
        "ends with a newline\n",
        "\\end\u2028line",
        "😀 é");
  }

  @ParameterizedTest
  @MethodSource("traps")
  void showsEveryTextInABlockAsItIs(String text) {
    assertShownInABlock(text);
  }

  @ParameterizedTest
  @MethodSource("traps")
  void keepsEveryTextWithinItsLine(String text) {
    assertKeptInItsLine(text);
  }

  @Test
  void doesBothForTextsByChance() {
    Random random = new Random(2026);
    String alphabet = "`~#|<>[]()!*_-\\ \n\rab:&";
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder("x");
      random
          .ints(1 + random.nextInt(12), 0, alphabet.length())
          .forEach(c -> text.append(alphabet.charAt(c)));
      text.deleteCharAt(0);
      assertShownInABlock(text.toString());
      assertKeptInItsLine(text.toString());
    }
  }

  private static void assertShownInABlock(String text) {
    Node document = PARSER.parse("Before.\n\n" + Markdown.fenced("text", text) + "After.\n");

    Node block = document.getFirstChild().getNext();
    assertThat(block).as(text).isInstanceOf(FencedCodeBlock.class);
    String ended = text.endsWith("\n") ? text : text + "\n";
    assertThat(lines(((FencedCodeBlock) block).getLiteral())).isEqualTo(lines(ended));
    assertThat(block.getNext()).isInstanceOf(Paragraph.class);
    assertThat(block.getNext().getNext()).isNull();
    assertHarmless(document);
  }

  /** The parser writes line ends in its own way. */
  private static List<String> lines(String text) {
    return List.of(text.split("\r\n|\r|\n", -1));
  }

  private static void assertKeptInItsLine(String text) {
    Node document = PARSER.parse("# About " + Markdown.code(text) + " here\n\nAfter.\n");

    Node heading = document.getFirstChild();
    Node shown = heading.getFirstChild().getNext();
    if (shown != null) {
      assertThat(shown).as(text).isInstanceOf(Code.class);
      assertThat(((Code) shown).getLiteral())
          .isEqualTo(text.replaceAll("\\R|[\\p{Cc}\\u2028\\u2029]", " "));
    } else {
      assertThat(text).isBlank();
    }
    assertThat(heading.getNext()).isInstanceOf(Paragraph.class);
    assertThat(heading.getNext().getNext()).isNull();
    assertHarmless(document);
  }

  /** Fails where anything was read as a link, an image or HTML. */
  static void assertHarmless(Node document) {
    List<Node> found = new ArrayList<>();
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Link link) {
            found.add(link);
          }

          @Override
          public void visit(Image image) {
            found.add(image);
          }

          @Override
          public void visit(HtmlInline html) {
            found.add(html);
          }

          @Override
          public void visit(HtmlBlock html) {
            found.add(html);
          }
        });
    assertThat(found).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "0.5, 0.5",
    "0.33333333, 0.3333",
    "0.99999, 1",
    "-0.00001, 0",
    "1e20, 1.0E20",
    "1234.5, 1234.5",
    "NaN, NaN"
  })
  void writesNumbersToFourDecimals(double number, String shown) {
    assertThat(Markdown.number(number)).isEqualTo(shown);
  }

  @Test
  void writesTheSignOfADifference() {
    assertThat(Markdown.signed(0.25)).isEqualTo("+0.25");
    assertThat(Markdown.signed(-0.25)).isEqualTo("-0.25");
    assertThat(Markdown.signed(0.000001)).isEqualTo("0");
    assertThat(Markdown.signed(null)).isEqualTo(Markdown.NONE);
  }

  @Test
  void writesMoneyExactly() {
    assertThat(Markdown.usd(new BigDecimal("0.000000001"))).isEqualTo("0.000000001");
    assertThat(Markdown.usd(null)).isEqualTo(Markdown.NONE);
  }
}
