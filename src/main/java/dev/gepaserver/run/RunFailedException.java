package dev.gepaserver.run;

/** The job cannot go on; it ends FAILED with this code and detail. */
class RunFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;

  RunFailedException(String code, String detail) {
    super(detail);
    this.code = code;
  }

  String code() {
    return code;
  }
}
