package dev.gepaserver.settings;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows unusable files as a plain message instead of a stack trace. */
class SecretFileAnalyzer extends AbstractFailureAnalyzer<SecretFileException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, SecretFileException cause) {
    return new FailureAnalysis(String.valueOf(cause.getMessage()), "", cause);
  }
}
