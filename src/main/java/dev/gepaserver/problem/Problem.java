package dev.gepaserver.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.gepaserver.common.Fault;
import dev.gepaserver.common.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failure as clients see it (RFC 9457).
 *
 * @param type stable URI reference of the kind of problem, {@code /problems/CODE}
 * @param title the kind of problem in a few words, the same for every problem of this kind
 * @param status HTTP status, 400 to 599
 * @param detail what was wrong here and what would be right
 * @param instance path of the request; left out where it could not be read
 * @param code the contract's code
 * @param errors every fault of an input, in reading order; left out where the problem is not about
 *     an input's values
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"type", "title", "status", "detail", "instance", "code", "errors"})
record Problem(
    String type,
    String title,
    int status,
    String detail,
    @Nullable String instance,
    String code,
    @Nullable List<Fault> errors) {

  private static final int LONGEST_PATH = 200;

  static final String MEDIA_TYPE = "application/problem+json";

  Problem {
    instance = instance == null || instance.isEmpty() ? null : instance;
    errors = errors == null ? null : List.copyOf(errors);
  }

  static Problem of(int status, String code, String detail, String instance) {
    return new Problem("/problems/" + code, title(code), status, detail, instance, code, null);
  }

  /** The problem of a status that a framework chose without saying more. */
  static Problem ofStatus(int status, String detail, String instance) {
    return of(status, code(status), detail, instance);
  }

  /** Tells that a path leads nowhere. */
  static String nothingAt(String path) {
    // The container gives up a line that is malformed or too long before it knows the path.
    return path.isEmpty()
        ? "the path cannot be read; it is malformed, or too long with its query"
        : "there is nothing at " + Names.abbreviated(path, LONGEST_PATH);
  }

  Problem withErrors(List<Fault> faults) {
    return new Problem(type, title, status, detail, instance, code, faults);
  }

  private static String code(int status) {
    return switch (status) {
      case 401 -> "unauthorized";
      case 403 -> "forbidden";
      case 404 -> "not-found";
      case 405 -> "method-not-allowed";
      case 406 -> "not-acceptable";
      case 413 -> "payload-too-large";
      case 415 -> "unsupported-media-type";
      case 429 -> "rate-limited";
      default -> status < 500 ? "bad-request" : "internal-error";
    };
  }

  private static String title(String code) {
    String words = code.replace('-', ' ').replace("json", "JSON");
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
