package dev.gepaserver.outbound;

import dev.gepaserver.common.CallFailedException;
import dev.gepaserver.common.Fields;
import dev.gepaserver.journal.Calls;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** HTTP to addresses that users name. Safe for use by many threads; calls block. */
public interface Outbound {

  /** The largest answer read, bytes. */
  int MAX_ANSWER_BYTES = 2_000_000;

  /**
   * Posts and waits for the answer. Unavailable targets (429, 5xx, network, connect timeouts) are
   * tried again and waited for as long as the journal says; anything else that is not 2xx, too
   * large or too late is {@code Faulty}.
   *
   * @param calls what it asks
   * @throws CallFailedException typed by what becomes of it; a refused target is {@code Faulty}
   */
  OutboundAnswer post(Calls calls, OutboundRequest request);

  /**
   * Posts once, for callers that try again by themselves; the answer's body is not looked at.
   *
   * @throws CallFailedException where the answer is not 2xx or none came in time
   */
  void postOnce(OutboundRequest request);

  /**
   * Reads a required URL at the given field, noting a fault where it is no http or https URL or its
   * host is refused: link-local and metadata addresses, in every spelling, also by name, unless the
   * settings allow them. What was accepted before is not held against the settings again.
   *
   * @return the URL; where there is a fault, some URL to go on reading with
   */
  URI readUrl(Fields fields, String name);

  /** Reads the optional name of a configured secret, noting a fault where none has this name. */
  @Nullable String readSecret(Fields fields, String name);

  /**
   * Reads the optional headers that go with every request, noting a fault for each name or value
   * that HTTP does not allow and for those that are ours or the connection's: {@code Host}, {@code
   * Content-Length}, {@code X-Gepa-…} and the like.
   *
   * @return the headers in their order; empty where left out
   */
  Map<String, String> readHeaders(Fields fields, String name);
}
