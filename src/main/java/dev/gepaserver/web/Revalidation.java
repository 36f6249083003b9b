package dev.gepaserver.web;

import dev.gepaserver.common.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.WebRequest;

/** Lets clients keep an answer and ask whether it still holds ({@code ETag}, {@code 304}). */
public final class Revalidation {

  private static final int DIGITS = 32;

  /** Another version of the service may show the same rows otherwise. */
  private static final String SHOWN_BY =
      Objects.requireNonNullElse(Revalidation.class.getPackage().getImplementationVersion(), "");

  private Revalidation() {}

  /**
   * Whether the client has the answer already; it is then 304, and the handler returns null. Tells
   * in any case by which tag to ask again, and that the answer is for this client alone.
   *
   * @param version all that the answer depends on besides its address; cheaper to find than the
   *     answer
   */
  public static boolean unchanged(WebRequest request, @Nullable Object... version) {
    HttpServletResponse response =
        Objects.requireNonNull(
            ((NativeWebRequest) request).getNativeResponse(HttpServletResponse.class));
    response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    String tag = tag(version);
    if ("*".equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
      // Whatever it is, the client has it; the framework takes the star for a tag.
      response.setHeader(HttpHeaders.ETAG, tag);
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return true;
    }
    return request.checkNotModified(tag);
  }

  private static String tag(@Nullable Object... version) {
    String hash = Json.hash(List.of(SHOWN_BY, Json.tree(version)));
    return "W/\"" + hash.substring(0, DIGITS) + '"';
  }
}
