package dev.gepaserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every source file is as google-java-format writes it; {@code -Dformat.write=true} rewrites. */
class FormattingTest {

  private static final List<Path> ROOTS =
      List.of(Path.of("src/main/java"), Path.of("src/test/java"), Path.of("examples"));

  private final Formatter formatter = new Formatter();

  @Test
  void findsEverySourceFileFormatted() throws IOException {
    boolean write = Boolean.getBoolean("format.write");
    List<Path> unformatted = new ArrayList<>();

    for (Path file : sourceFiles()) {
      String source = Files.readString(file);
      String formatted = formatted(source, file.toString());
      if (!source.equals(formatted)) {
        unformatted.add(file);
        if (write) {
          Files.writeString(file, formatted);
        }
      }
    }

    if (!write) {
      assertThat(unformatted)
          .as("Files not formatted; run ./mvnw test -Dtest=FormattingTest -Dformat.write=true")
          .isEmpty();
    }
  }

  @Test
  void findsASampleThatIsNotFormatted() {
    String sample =
        """
        package sample;
        import java.util.Set;
        import java.util.List;
        class Sample { List<String>   names ( ) {return List.of() ; } }
        """;

    assertThat(formatted(sample, "the sample"))
        .isEqualTo(
            """
            package sample;

            import java.util.List;

            class Sample {
              List<String> names() {
                return List.of();
              }
            }
            """);
  }

  private String formatted(String source, String name) {
    try {
      String imports = RemoveUnusedImports.removeUnusedImports(source);
      String ordered = ImportOrderer.reorderImports(imports, JavaFormatterOptions.Style.GOOGLE);
      return formatter.formatSource(ordered);
    } catch (FormatterException e) {
      throw new AssertionError("Cannot read " + name + ": " + e.getMessage(), e);
    }
  }

  private static List<Path> sourceFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path root : ROOTS) {
      if (Files.exists(root)) {
        try (Stream<Path> tree = Files.walk(root)) {
          tree.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
        }
      }
    }
    return files;
  }
}
