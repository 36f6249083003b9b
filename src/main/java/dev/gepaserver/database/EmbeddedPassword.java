package dev.gepaserver.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * The password of an embedded server, in a file beside its data that only its owner may read. Else
 * every user of this machine could log in.
 */
final class EmbeddedPassword {

  /** How the server has passwords shown. */
  static final String METHOD = "scram-sha-256";

  private static final int BYTES = 32;
  private static final Pattern TRUSTING =
      Pattern.compile("^((?:local|host\\w*)\\s.*\\s)trust[ \\t]*$", Pattern.MULTILINE);

  private final Path file;
  private final Path rules;
  private final String text;

  private EmbeddedPassword(Path file, Path rules, String text) {
    this.file = file;
    this.rules = rules;
    this.text = text;
  }

  /**
   * Reads it, or makes one for data that are new or were made when none was needed.
   *
   * @throws IOException also where it is lost
   */
  static EmbeddedPassword of(Path home, Path data) throws IOException {
    Path file = home.resolve("password");
    Path rules = data.resolve("pg_hba.conf");
    if (Files.exists(file)) {
      return new EmbeddedPassword(file, rules, Files.readString(file).strip());
    }
    if (Files.exists(rules) && !trusts(rules)) {
      throw new IOException(
          "the file %s, which holds the server's password, is gone; put it back, or, to have another"
                  .formatted(file)
              + " one made, put 'trust' for '%s' in %s".formatted(METHOD, rules));
    }
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String text = HexFormat.of().formatHex(random);
    write(file, text);
    return new EmbeddedPassword(file, rules, text);
  }

  String text() {
    return text;
  }

  Path file() {
    return file;
  }

  /**
   * Has a running server that needs no password yet demand it from now on. Cut short, it is done
   * again at the next start.
   */
  void demand(DataSource server) throws IOException {
    if (!trusts(rules)) {
      return;
    }
    try (Connection connection = server.getConnection();
        Statement statement = connection.createStatement()) {
      // Our own hexadecimal digits; a statement of this kind takes no parameters.
      statement.execute("alter role current_user password '" + text + "'");
      replace(rules, TRUSTING.matcher(Files.readString(rules)).replaceAll("$1" + METHOD));
      statement.execute("select pg_reload_conf()");
    } catch (SQLException e) {
      throw new IOException("the server's password could not be set: " + e.getMessage(), e);
    }
  }

  private static boolean trusts(Path rules) throws IOException {
    return TRUSTING.matcher(Files.readString(rules)).find();
  }

  private static void write(Path file, String text) throws IOException {
    Path written = Files.createTempFile(file.getParent(), "password", "", onlyForItsOwner());
    Files.writeString(written, text + "\n");
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void replace(Path file, String text) throws IOException {
    Path written = Files.createTempFile(file.getParent(), "pg_hba", ".conf", onlyForItsOwner());
    Files.writeString(written, text, StandardCharsets.UTF_8);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static FileAttribute<?>[] onlyForItsOwner() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
