package dev.gepaserver.outbound;

import dev.gepaserver.common.Mask;
import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.RetryAfter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt of a request: every hop checked, signed, sent, its answer read and judged.
 *
 * <p>The targets are checked right before each connection is made. The client resolves the name
 * once more by itself; the platform remembers names for 30 seconds, so both see the same addresses
 * unless a name changes hands in the very moment its memory ends.
 */
final class Post {

  private static final Logger LOG = LoggerFactory.getLogger(Post.class);
  private static final int MOST_HOPS = 3;
  private static final int EXCERPT = 300;
  private static final Duration LAST_BYTE_GRACE = Duration.ofMillis(100);

  private final HttpClient client;
  private final Targets targets;
  private final InstantSource clock;
  private final OutboundRequest request;
  private final @Nullable String secret;
  private final Mask ours;
  private final Mask all;

  Post(
      HttpClient client,
      Targets targets,
      InstantSource clock,
      OutboundRequest request,
      @Nullable String secret) {
    this.client = client;
    this.targets = targets;
    this.clock = clock;
    this.request = request;
    this.secret = secret;
    this.ours = Mask.of(secret == null ? List.of() : List.of(secret));
    this.all = HeaderRules.mask(request.headers(), secret);
  }

  /**
   * Sends it; gives the body of a 2xx answer. Neither an answer nor a failure has the secret in it,
   * even where the other side, which knows it, repeats it.
   */
  byte[] make() throws AttemptFailedException, InterruptedException {
    try {
      return ours.content(follow());
    } catch (AttemptFailedException e) {
      AttemptFailedException clean = e.without(all);
      LOG.debug("Request {}: {}", request.requestId(), clean.detail());
      throw clean;
    }
  }

  private byte[] follow() throws AttemptFailedException, InterruptedException {
    long deadline = System.nanoTime() + request.timeout().toNanos();
    URI url = request.url();
    for (int hop = 0; hop <= MOST_HOPS; hop++) {
      check(url);
      HttpResponse<byte[]> response = send(url, Duration.ofNanos(deadline - System.nanoTime()));
      URI next = redirection(url, response);
      if (next == null) {
        return judged(url, response);
      }
      url = next;
    }
    throw AttemptFailedException.faulty(
        "rejected", shown(request.url()) + " redirects more than " + MOST_HOPS + " times");
  }

  /** A URL without what may hold secrets. */
  static String shown(URI url) {
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    return url.getScheme() + "://" + url.getRawAuthority() + path;
  }

  private void check(URI url) throws AttemptFailedException {
    try {
      String refusal = targets.refusal(url);
      if (refusal != null) {
        throw AttemptFailedException.faulty("rejected", "the URL " + refusal);
      }
    } catch (UnknownHostException e) {
      throw AttemptFailedException.unavailable(
          AttemptFailedException.NETWORK, "host " + url.getHost() + " is not known", null);
    }
  }

  private HttpResponse<byte[]> send(URI url, Duration left)
      throws AttemptFailedException, InterruptedException {
    if (!left.isPositive()) {
      throw late(url);
    }
    CompletableFuture<HttpResponse<byte[]>> response =
        client.sendAsync(http(url, left), info -> new BoundedBody(Outbound.MAX_ANSWER_BYTES));
    try {
      // The request's own timeout ends with the answer's headers; a body that trickles in has to be
      // bounded here.
      return response.get(left.plus(LAST_BYTE_GRACE).toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw late(url);
    } catch (ExecutionException e) {
      throw failure(url, e.getCause() == null ? e : e.getCause());
    } finally {
      response.cancel(true);
    }
  }

  private HttpRequest http(URI url, Duration left) {
    HttpRequest.Builder http =
        HttpRequest.newBuilder(url)
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(left)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("User-Agent", "gepa-server");
    if (sameOrigin(request.url(), url)) {
      request.headers().forEach(http::setHeader);
    }
    http.setHeader("X-Gepa-Request", request.requestId());
    if (secret != null) {
      String timestamp = Long.toString(clock.instant().getEpochSecond());
      http.setHeader("X-Gepa-Timestamp", timestamp);
      http.setHeader("X-Gepa-Signature", Signature.of(secret, timestamp, request.body()));
    }
    return http.POST(HttpRequest.BodyPublishers.ofByteArray(request.body())).build();
  }

  /** Where the answer sends us, null where it is an answer of its own. */
  private @Nullable URI redirection(URI url, HttpResponse<byte[]> response)
      throws AttemptFailedException {
    String location = response.headers().firstValue("Location").orElse(null);
    if ((response.statusCode() != 307 && response.statusCode() != 308) || location == null) {
      return null;
    }
    try {
      URI next = url.resolve(URI.create(location));
      if ("https".equalsIgnoreCase(url.getScheme())
          && !"https".equalsIgnoreCase(next.getScheme())) {
        throw AttemptFailedException.faulty(
            "rejected", shown(url) + " redirects from https to " + next.getScheme());
      }
      return next;
    } catch (IllegalArgumentException e) {
      throw AttemptFailedException.faulty("rejected", shown(url) + " redirects to what is no URL");
    }
  }

  private byte[] judged(URI url, HttpResponse<byte[]> response) throws AttemptFailedException {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return response.body();
    }
    String detail = "answered " + status + excerpt(response.body());
    if (status == 429 || status >= 500) {
      String header = response.headers().firstValue("Retry-After").orElse(null);
      throw AttemptFailedException.unavailable(
          status == 429 ? AttemptFailedException.RATE_LIMITED : AttemptFailedException.OVERLOADED,
          detail,
          RetryAfter.read(header, clock.instant()));
    }
    throw AttemptFailedException.faulty("rejected", shown(url) + " " + detail);
  }

  private AttemptFailedException failure(URI url, Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BoundedBody.TooLargeException) {
        return AttemptFailedException.faulty("malformed", shown(url) + ": " + cause.getMessage());
      }
    }
    return switch (e) {
      case HttpConnectTimeoutException _ ->
          AttemptFailedException.unavailable(
              AttemptFailedException.TIMEOUT, "cannot connect in time", null);
      case HttpTimeoutException _ -> late(url);
      case ConnectException _ ->
          AttemptFailedException.unavailable(
              AttemptFailedException.NETWORK, "cannot connect", null);
      case IOException io ->
          AttemptFailedException.unavailable(
              AttemptFailedException.NETWORK, "the connection failed: " + io.getMessage(), null);
      default -> AttemptFailedException.faulty("rejected", shown(url) + " cannot be called: " + e);
    };
  }

  private AttemptFailedException late(URI url) {
    return AttemptFailedException.faulty(
        "timeout", shown(url) + " gave no complete answer within " + request.timeout());
  }

  private String excerpt(byte[] body) {
    String text =
        new String(body, 0, Math.min(body.length, EXCERPT * 4), StandardCharsets.UTF_8).strip();
    // Before it is cut, which could leave a part of a secret.
    text = all.message(text);
    if (text.isEmpty()) {
      return "";
    }
    return ": " + (text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…");
  }

  private static boolean sameOrigin(URI a, URI b) {
    return String.valueOf(a.getScheme()).equalsIgnoreCase(b.getScheme())
        && String.valueOf(a.getRawAuthority()).equalsIgnoreCase(b.getRawAuthority());
  }
}
