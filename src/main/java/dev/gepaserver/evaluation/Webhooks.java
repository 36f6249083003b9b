package dev.gepaserver.evaluation;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Fault;
import dev.gepaserver.common.InvalidInputException;
import dev.gepaserver.common.Json;
import dev.gepaserver.common.Storable;
import dev.gepaserver.journal.CallError;
import dev.gepaserver.journal.Calls;
import dev.gepaserver.outbound.Outbound;
import dev.gepaserver.outbound.OutboundAnswer;
import dev.gepaserver.outbound.OutboundRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Asks webhooks for JSON. An answer that is malformed as a whole is asked for again, with the same
 * bytes and request id.
 */
@Component
public final class Webhooks {

  /** How often a malformed answer is asked for in all. */
  public static final int MAX_ASKED = 3;

  private final Outbound outbound;

  /** Asks through this way out. */
  public Webhooks(Outbound outbound) {
    this.outbound = outbound;
  }

  /**
   * Posts and reads the answer, made storable first.
   *
   * @param calls what the request asks
   * @param reader makes the value of an answer, or refuses the whole answer by an {@link
   *     InvalidInputException}
   * @return the value, or what was wrong about it in the end
   * @throws CallFailedException where the target stays away or is refused for all
   */
  public <T> Answer<T> ask(Calls calls, OutboundRequest request, Function<JsonNode, T> reader) {
    return ask(calls, request, reader, 0);
  }

  /**
   * The same for what was asked before.
   *
   * @param before how often it was asked already, 0 to {@link #MAX_ASKED} - 1
   */
  public <T> Answer<T> ask(
      Calls calls, OutboundRequest request, Function<JsonNode, T> reader, int before) {
    int attempts = 0;
    long latencyMs = 0;
    String wrong = "";
    for (int asked = before + 1; asked <= MAX_ASKED; asked++) {
      OutboundAnswer answer;
      try {
        answer = outbound.post(calls, request);
      } catch (CallFailedException.Faulty e) {
        CallError error = new CallError(e.code(), detail(e));
        return new Answer<>(null, error, asked, attempts + e.attempts(), latencyMs + e.latencyMs());
      }
      attempts += answer.attempts();
      latencyMs += answer.latencyMs();
      try {
        return new Answer<>(reader.apply(parse(answer.body())), null, asked, attempts, latencyMs);
      } catch (InvalidInputException e) {
        wrong = detail(e.faults());
      }
    }
    String detail =
        "the webhook's answer is malformed, asked %d times: %s".formatted(MAX_ASKED, wrong);
    return new Answer<>(null, new CallError("malformed", detail), MAX_ASKED, attempts, latencyMs);
  }

  /** An address as it may be shown: without user info, query and fragment. */
  public static String target(URI url) {
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    String path = url.getRawPath();
    return "%s://%s%s%s".formatted(url.getScheme(), url.getHost(), port, path == null ? "" : path);
  }

  private static JsonNode parse(byte[] body) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      if (text.isBlank()) {
        throw new InvalidInputException("", "is empty");
      }
      return Storable.json(Json.parse(text));
    } catch (CharacterCodingException e) {
      throw new InvalidInputException("", "is no UTF-8");
    } catch (JacksonException e) {
      throw new InvalidInputException("", "is no JSON: " + Json.trouble(e));
    }
  }

  private static String detail(List<Fault> faults) {
    return faults.stream()
        .map(fault -> (fault.pointer().isEmpty() ? "it" : fault.pointer()) + " " + fault.detail())
        .collect(Collectors.joining("; "));
  }

  private static String detail(RuntimeException e) {
    String message = e.getMessage();
    return Storable.text(message == null ? e.getClass().getSimpleName() : message);
  }

  /**
   * What came of a request.
   *
   * @param value null where there is an error
   * @param error null where there is a value
   * @param asked how often it was asked by now, earlier requests included
   * @param attempts requests sent on the wire, at least 1
   * @param latencyMs from the first attempt's start to the answer
   */
  public record Answer<T>(
      @Nullable T value, @Nullable CallError error, int asked, int attempts, long latencyMs) {}
}
