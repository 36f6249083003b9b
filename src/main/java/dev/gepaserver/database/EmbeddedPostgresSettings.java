package dev.gepaserver.database;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The PostgreSQL that the service starts itself where {@code spring.datasource.url} is not given.
 *
 * @param directory where its data lies; kept between starts, used by one service at a time
 */
@ConfigurationProperties(value = "gepa.embedded-postgres", ignoreUnknownFields = false)
public record EmbeddedPostgresSettings(@DefaultValue(".gepa/postgres") Path directory) {}
