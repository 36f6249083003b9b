package dev.gepaserver.common;

/**
 * A request that cannot be served for a reason the client should know; turned into an RFC 9457
 * problem by the problem room.
 */
public class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /**
   * Makes one.
   *
   * @param status HTTP status, 400 to 599
   * @param code the stable code of the HTTP contract, such as {@code not-found}
   * @param detail what was wrong and what would be right
   */
  public ApiException(int status, String code, String detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }

  /** There is no such thing (404). */
  public static ApiException notFound(String detail) {
    return new ApiException(404, "not-found", detail);
  }

  /** The state of a thing does not allow what was asked (409). */
  public static ApiException illegalTransition(String detail) {
    return new ApiException(409, "illegal-transition", detail);
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  /** The contract's code. */
  public String code() {
    return code;
  }
}
