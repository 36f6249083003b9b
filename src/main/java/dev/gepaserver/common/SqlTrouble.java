package dev.gepaserver.common;

import java.sql.SQLException;
import java.util.Set;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/** Tells a database that is away, or was for a moment, from a row that it does not take. */
public final class SqlTrouble {

  /**
   * Classes of SQLSTATE that speak of the data or the statement, which no waiting mends: data,
   * integrity, syntax or access, the server's limits, raised by a trigger, the server's own faults.
   */
  private static final Set<String> OF_THE_ROW =
      Set.of("0A", "21", "22", "23", "42", "44", "54", "P0", "XX");

  private static final String CANCELED = "57014";

  private SqlTrouble() {}

  /** Whether a statement was given up since it took too long. */
  public static boolean tookTooLong(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && CANCELED.equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  /** Whether the same may well succeed later; false for what no waiting mends. */
  public static boolean passes(RuntimeException failure) {
    boolean ofTheDatabase =
        failure instanceof TransientDataAccessException
            || failure instanceof RecoverableDataAccessException
            || failure instanceof DataAccessResourceFailureException
            || failure instanceof TransactionException;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        String state = sql.getSQLState();
        return state == null || state.length() < 2 || !OF_THE_ROW.contains(state.substring(0, 2));
      }
    }
    return ofTheDatabase;
  }
}
