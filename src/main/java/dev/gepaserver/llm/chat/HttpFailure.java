package dev.gepaserver.llm.chat;

import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An answer that is none: its status, or that of the error in its body, is not 2xx. */
final class HttpFailure extends IOException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Map<String, String> headers;
  private final String body;

  HttpFailure(int status, Map<String, String> headers, String body) {
    super("HTTP status " + status);
    this.status = status;
    Map<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    sorted.putAll(headers);
    this.headers = Collections.unmodifiableMap(sorted);
    this.body = body;
  }

  int status() {
    return status;
  }

  /** The first header of this name, in any case. */
  @Nullable String header(String name) {
    return headers.get(name);
  }

  String body() {
    return body;
  }
}
