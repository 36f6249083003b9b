package dev.gepaserver.common;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;

/**
 * Reads the JSON of a request's body: UTF-8, one value, no key twice in an object, nested at most
 * 300 levels deep, of at most 1,000,000 tokens.
 */
public final class JsonBody {

  private static final String CODE = "malformed-json";

  private JsonBody() {}

  /**
   * Reads a body.
   *
   * @param body its bytes; null where the request has none
   * @return the value; every text in it can be stored (see {@link Storable})
   * @throws ApiException {@code malformed-json} (400), telling line and column, both from 1
   */
  public static JsonNode read(byte @Nullable [] body) {
    String text = decode(body == null ? new byte[0] : body);
    if (text.isBlank()) {
      throw malformed("the body is empty; it must be one JSON value");
    }
    try {
      return Storable.json(Json.parseBody(text));
    } catch (StreamConstraintsException e) {
      if (e.getOriginalMessage().startsWith("Token count")) {
        throw malformed(
            "the body has more than the %,d names, values, beginnings and ends of lists and objects"
                    .formatted(Json.MOST_TOKENS)
                + " that are read; import large data sets instead, and name them");
      }
      throw malformed("the body goes beyond what is read: " + Json.trouble(e));
    } catch (JacksonException e) {
      throw malformed(reason(e) + place(e.getLocation()));
    }
  }

  /**
   * Reads a body that may be left out, which is the same as {@code {}}.
   *
   * @param body its bytes; null where the request has none
   * @throws ApiException as {@link #read}
   */
  public static JsonNode readOptional(byte @Nullable [] body) {
    return body == null || body.length == 0 ? Json.object() : read(body);
  }

  private static String decode(byte[] body) {
    ByteBuffer bytes = ByteBuffer.wrap(body);
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes);
      // Some editors begin a file with a byte order mark; it is no part of the JSON.
      return !text.isEmpty() && text.charAt(0) == '\uFEFF'
          ? text.subSequence(1, text.length()).toString()
          : text.toString();
    } catch (CharacterCodingException e) {
      throw malformed("the body is not UTF-8: " + invalidByte(body));
    }
  }

  private static String invalidByte(byte[] body) {
    ByteBuffer in = ByteBuffer.wrap(body);
    StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(body.length), true);
    int line = 1;
    int column = 1;
    for (int i = 0; i < in.position(); i++) {
      boolean newLine = body[i] == '\n';
      line += newLine ? 1 : 0;
      // Bytes that continue a character count for none of their own.
      column = newLine ? 1 : column + ((body[i] & 0xC0) == 0x80 ? 0 : 1);
    }
    return "there is an invalid byte at line %d, column %d".formatted(line, column);
  }

  private static String reason(JacksonException e) {
    String message = Json.trouble(e);
    if (message.startsWith("Trailing token")) {
      return "there is something after the end of the JSON value";
    }
    int aside = message.indexOf(" (start marker at");
    return aside < 0 ? message : message.substring(0, aside);
  }

  private static String place(@Nullable TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }

  private static ApiException malformed(String detail) {
    return new ApiException(400, CODE, detail);
  }
}
