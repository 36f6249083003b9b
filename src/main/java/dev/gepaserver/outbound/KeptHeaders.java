package dev.gepaserver.outbound;

import dev.gepaserver.common.Faults;
import dev.gepaserver.common.Fields;
import java.net.URI;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The headers that a changed specification would keep of the one before. */
public final class KeptHeaders {

  private static final String URL = "url";
  private static final String HEADERS = "headers";

  private KeptHeaders() {}

  /**
   * Notes a fault for each secret header that would go to another origin than it was given for:
   * whoever changes a specification is not shown its secrets, and must not have them sent to an
   * address of theirs either. Lists are replaced as a whole, and so keep none.
   *
   * @param before a part of the specification, such as its system
   * @param change what is merged into it (RFC 7386)
   * @param pointer to the part
   */
  public static void check(JsonNode before, JsonNode change, String pointer, Faults faults) {
    if (!(before instanceof ObjectNode kept) || !(change instanceof ObjectNode changes)) {
      return;
    }
    Fields fields = Fields.of(changes, pointer, faults);
    if (kept.get(HEADERS) instanceof ObjectNode headers
        && changes.has(URL)
        && !sameOrigin(kept.path(URL), changes.get(URL))) {
      checkGiven(headers, changes, fields.pointer(HEADERS), faults);
    }
    changes
        .properties()
        .forEach(part ->
            check(
                kept.path(part.getKey()), part.getValue(), fields.pointer(part.getKey()), faults));
  }

  private static void checkGiven(
      ObjectNode headers, ObjectNode changes, String pointer, Faults faults) {
    if (changes.has(HEADERS) && !changes.get(HEADERS).isObject()) {
      return;
    }
    JsonNode given = changes.path(HEADERS);
    Fields fields = Fields.of(headers, pointer, faults);
    headers
        .propertyNames()
        .forEach(name -> {
          if (HeaderRules.secret(name) && !given.has(name)) {
            fields.fault(
                name,
                "was given for another address, and is not sent to this one; give it anew, or null"
                    + " for none");
          }
        });
  }

  private static boolean sameOrigin(JsonNode a, JsonNode b) {
    return Targets.read(a.asString("")) instanceof Targets.Read.Good(URI one)
        && Targets.read(b.asString("")) instanceof Targets.Read.Good(URI other)
        && Origin.of(one).equals(Origin.of(other));
  }
}
