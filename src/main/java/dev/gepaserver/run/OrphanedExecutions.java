package dev.gepaserver.run;

import dev.gepaserver.database.EmbeddedDatabase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Frees at start what a killed service had picked, where the database is our own: nobody else can
 * be alive in it, so the missed heartbeats need not be waited for.
 */
@Component
@DependsOnDatabaseInitialization
class OrphanedExecutions implements InitializingBean {

  private static final Logger LOG = LoggerFactory.getLogger(OrphanedExecutions.class);

  private final JdbcTemplate jdbc;
  private final boolean ownDatabase;

  OrphanedExecutions(JdbcTemplate jdbc, ObjectProvider<EmbeddedDatabase> own) {
    this.jdbc = jdbc;
    this.ownDatabase = own.getIfAvailable() != null;
  }

  @Override
  public void afterPropertiesSet() {
    if (ownDatabase) {
      int freed = free("scheduled_tasks");
      if (freed > 0) {
        LOG.info("{} jobs go on that a killed service had in work", freed);
      }
      free("background_task");
    }
  }

  private int free(String table) {
    return jdbc.update(
        "update "
            + table
            + " set picked = false, picked_by = null, last_heartbeat = null,"
            + " execution_time = least(execution_time, now()), version = version + 1 where picked");
  }
}
