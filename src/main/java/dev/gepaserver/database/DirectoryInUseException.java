package dev.gepaserver.database;

import java.nio.file.Path;

/** Another live service owns the embedded database's directory. */
public class DirectoryInUseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DirectoryInUseException(Path directory, String pid) {
    super(
        ("The directory %s of the embedded PostgreSQL is in use by another gepa-server%s. Stop that one, give this one another"
                + " directory by gepa.embedded-postgres.directory, or let both use one PostgreSQL server by"
                + " spring.datasource.url.")
            .formatted(directory, pid.isEmpty() ? "" : " (process " + pid + ")"));
  }
}
