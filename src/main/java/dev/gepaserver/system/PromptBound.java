package dev.gepaserver.system;

import dev.gepaserver.common.Json;
import dev.gepaserver.common.Storable;
import dev.gepaserver.common.Template;
import dev.gepaserver.dataset.Example;
import dev.gepaserver.journal.ChatMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How many UTF-8 bytes the messages of a prompt can have, whatever the texts of the candidate. A
 * rewritten text may use a placeholder as often as it has room for it.
 *
 * @param messages their contents are templates
 * @param texts how long the candidates' texts can be
 */
record PromptBound(List<ChatMessage> messages, TextBounds texts) {

  /** UTF-8 bytes of a code point at most. */
  private static final long BYTES_A_CODE_POINT = 4;

  private static final int BRACES = 4;

  PromptBound {
    messages = List.copyOf(messages);
  }

  /** Bytes of all messages on an example at most. */
  long bytes(Example example) {
    AtomicLong bytes = new AtomicLong();
    for (ChatMessage message : messages) {
      String fixed =
          Template.of(message.content())
              .fill(name -> {
                String component = PromptMessages.componentOf(name, texts.seed().names());
                if (component == null) {
                  return Json.find(example.data(), name);
                }
                bytes.addAndGet(bytes(component, example));
                return Json.tree("");
              });
      bytes.addAndGet(utf8(fixed));
    }
    return bytes.get();
  }

  private long bytes(String component, Example example) {
    long dearest = BYTES_A_CODE_POINT;
    for (String name : Template.of(texts.seed().text(component)).names()) {
      @Nullable JsonNode value = Json.find(example.data(), name);
      if (value != null) {
        long shortest = name.codePointCount(0, name.length()) + BRACES;
        dearest = Math.max(dearest, Math.ceilDiv(utf8(Json.inText(value)), shortest));
      }
    }
    return texts.codePoints(component) * dearest;
  }

  private static long utf8(String text) {
    return Storable.text(text).getBytes(StandardCharsets.UTF_8).length;
  }
}
