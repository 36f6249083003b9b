package dev.gepaserver.testing;

import dev.gepaserver.GepaServer;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The class path of this test run as the virtual machine can keep it in an archive, which takes
 * jars only: the service's own classes are packed into one, the tests' are left out.
 */
final class ServiceClasses {

  private ServiceClasses() {}

  /** The options of a virtual machine that runs the service. */
  static synchronized List<String> options() throws IOException {
    Path classes = classes();
    Path home =
        Files.createDirectories(
            classes
                .resolveSibling("service-process")
                .resolve(System.getProperty("surefire.forkNumber", "1")));
    Path jar = home.resolve("classes.jar");
    if (!Files.exists(jar) || Files.getLastModifiedTime(jar).compareTo(newest(classes)) < 0) {
      pack(classes, jar);
    }
    String libraries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar"))
            .collect(Collectors.joining(File.pathSeparator));
    return List.of(
        "-XX:+AutoCreateSharedArchive",
        "-XX:SharedArchiveFile=" + home.resolve("classes.jsa"),
        "-cp",
        jar + File.pathSeparator + libraries);
  }

  private static Path classes() {
    try {
      return Path.of(GepaServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FileTime newest(Path classes) throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      return files.map(ServiceClasses::modified).max(Comparator.naturalOrder()).orElseThrow();
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pack(Path classes, Path jar) throws IOException {
    Path fresh = Files.createTempFile(jar.getParent(), "classes", ".jar");
    try (OutputStream file = Files.newOutputStream(fresh);
        ZipOutputStream zip = new ZipOutputStream(file);
        Stream<Path> entries = Files.walk(classes)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        String name = classes.relativize(entry).toString().replace(File.separatorChar, '/');
        if (Files.isDirectory(entry)) {
          // Scanners of a package look for its directory.
          if (!name.isEmpty()) {
            zip.putNextEntry(new ZipEntry(name + "/"));
            zip.closeEntry();
          }
        } else {
          zip.putNextEntry(new ZipEntry(name));
          Files.copy(entry, zip);
          zip.closeEntry();
        }
      }
    }
    Files.move(fresh, jar, StandardCopyOption.REPLACE_EXISTING);
  }
}
