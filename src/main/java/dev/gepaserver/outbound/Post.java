package dev.gepaserver.outbound;

import dev.gepaserver.common.Mask;
import dev.gepaserver.journal.AttemptFailedException;
import dev.gepaserver.journal.RetryAfter;
import dev.gepaserver.outbound.Wire.Answer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt of a request: every hop checked, signed, sent, its answer read and judged. */
final class Post {

  private static final Logger LOG = LoggerFactory.getLogger(Post.class);
  private static final int MOST_HOPS = 3;
  private static final int EXCERPT = 300;

  private final Wire wire;
  private final InstantSource clock;
  private final OutboundRequest request;
  private final @Nullable String secret;
  private final Mask inAnswers;
  private final Mask inMessages;

  Post(Wire wire, InstantSource clock, OutboundRequest request, @Nullable String secret) {
    this.wire = wire;
    this.clock = clock;
    this.request = request;
    this.secret = secret;
    this.inAnswers = Mask.of(HeaderRules.secrets(request, secret));
    this.inMessages = HeaderRules.mask(request, secret);
  }

  /**
   * Sends it; gives the body of a 2xx answer. Neither an answer nor a failure has a secret in it,
   * be it ours or the user's, even where the other side, which knows it, repeats it.
   */
  byte[] make() throws AttemptFailedException, InterruptedException {
    try {
      return inAnswers.content(follow());
    } catch (AttemptFailedException e) {
      AttemptFailedException clean = e.without(inMessages);
      LOG.debug("Request {}: {}", request.requestId(), clean.detail());
      throw clean;
    }
  }

  private byte[] follow() throws AttemptFailedException, InterruptedException {
    long deadline = System.nanoTime() + request.timeout().toNanos();
    URI url = request.url();
    for (int hop = 0; hop <= MOST_HOPS; hop++) {
      Answer answer = send(url, Duration.ofNanos(deadline - System.nanoTime()));
      URI next = redirection(url, answer);
      if (next == null) {
        return judged(url, answer);
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

  private Answer send(URI url, Duration left) throws AttemptFailedException, InterruptedException {
    String malformed = Targets.malformed(url);
    if (malformed != null) {
      throw AttemptFailedException.faulty("rejected", "the URL " + malformed);
    }
    if (!left.isPositive()) {
      throw late(url);
    }
    try {
      return wire.post(url, headers(url), request.body(), left, Outbound.MAX_ANSWER_BYTES);
    } catch (Wire.Late e) {
      throw late(url);
    }
  }

  private AttemptFailedException late(URI url) {
    return AttemptFailedException.faulty(
        "timeout", shown(url) + " gave no complete answer within " + request.timeout());
  }

  private Headers headers(URI url) {
    Headers.Builder headers =
        new Headers.Builder()
            .set("Content-Type", "application/json")
            .set("Accept", "application/json")
            .set("User-Agent", "gepa-server")
            // An answer is as large as its bytes on the wire.
            .set("Accept-Encoding", "identity");
    boolean sameOrigin = Origin.of(request.url()).equals(Origin.of(url));
    if (sameOrigin) {
      request
          .headers()
          .forEach((name, value) -> headers.removeAll(name).addUnsafeNonAscii(name, value));
    }
    headers.set("X-Gepa-Request", request.requestId());
    // Whoever is sent here by a redirect could else send on, as ours, what we signed for another.
    if (sameOrigin && secret != null) {
      String timestamp = Long.toString(clock.instant().getEpochSecond());
      headers.set("X-Gepa-Timestamp", timestamp);
      headers.set("X-Gepa-Signature", Signature.of(secret, timestamp, request.body()));
    }
    return headers.build();
  }

  /** Where the answer sends us, null where it is an answer of its own. */
  private @Nullable URI redirection(URI url, Answer answer) throws AttemptFailedException {
    String location = answer.headers().get("Location");
    if ((answer.status() != 307 && answer.status() != 308) || location == null) {
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

  private byte[] judged(URI url, Answer answer) throws AttemptFailedException {
    int status = answer.status();
    if (status >= 200 && status < 300) {
      return answer.body();
    }
    String detail = "answered " + status + excerpt(answer.body());
    if (status == 429 || status >= 500) {
      String header = answer.headers().get("Retry-After");
      throw AttemptFailedException.unavailable(
          status == 429 ? AttemptFailedException.RATE_LIMITED : AttemptFailedException.OVERLOADED,
          detail,
          RetryAfter.read(header, clock.instant()));
    }
    throw AttemptFailedException.faulty("rejected", shown(url) + " " + detail);
  }

  private String excerpt(byte[] body) {
    String text =
        new String(body, 0, Math.min(body.length, EXCERPT * 4), StandardCharsets.UTF_8).strip();
    // Before it is cut, which could leave a part of a secret.
    text = inMessages.message(text);
    if (text.isEmpty()) {
      return "";
    }
    return ": " + (text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…");
  }
}
