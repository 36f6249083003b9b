package dev.gepaserver.database;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a directory in use as a plain message instead of a stack trace. */
class DirectoryInUseAnalyzer extends AbstractFailureAnalyzer<DirectoryInUseException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, DirectoryInUseException cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), "", cause);
  }
}
