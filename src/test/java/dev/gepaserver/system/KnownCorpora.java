package dev.gepaserver.system;

import dev.gepaserver.common.Json;
import dev.gepaserver.dataset.Corpora;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** One corpus, {@code wiki}, of two documents; finds those that share a word with the query. */
final class KnownCorpora implements Corpora {

  static final UUID WIKI = new UUID(0, 7);

  private static final List<String> TEXTS =
      List.of("Ann Doe was born in Bonn.", "Bonn lies on the Rhine.");

  @Override
  public Optional<UUID> resolve(String nameOrId) {
    return nameOrId.equals("wiki") || nameOrId.equals(WIKI.toString())
        ? Optional.of(WIKI)
        : Optional.empty();
  }

  @Override
  public List<Found> search(UUID corpus, String query, int k) {
    List<String> words = List.of(query.toLowerCase(Locale.ROOT).split("\\W+"));
    return TEXTS.stream()
        .filter(text ->
            List.of(text.toLowerCase(Locale.ROOT).split("\\W+")).stream().anyMatch(words::contains))
        .limit(k)
        .map(KnownCorpora::found)
        .toList();
  }

  private static Found found(String text) {
    String id = "d" + TEXTS.indexOf(text);
    ObjectNode data = Json.object().put("id", id).put("text", text).put("title", "T" + id);
    return new Found(id, text, data, 1);
  }
}
