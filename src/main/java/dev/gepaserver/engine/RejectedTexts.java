package dev.gepaserver.engine;

import dev.gepaserver.engine.model.PersistentMap;
import dev.gepaserver.engine.model.RejectedText;
import java.util.ArrayList;
import java.util.List;

/**
 * The last rejected texts of each parent and component, as many as reflection is to be shown.
 * Immutable; versions share structure.
 */
final class RejectedTexts {

  private record Key(int parent, String component) {}

  private final int shown;
  private final PersistentMap<Key, List<RejectedText>> texts;

  private RejectedTexts(int shown, PersistentMap<Key, List<RejectedText>> texts) {
    this.shown = shown;
    this.texts = texts;
  }

  /** None yet, of which so many are to be kept. */
  static RejectedTexts keeping(int shown) {
    return new RejectedTexts(shown, PersistentMap.empty());
  }

  /** The last ones of a parent's component, the oldest first. */
  List<RejectedText> of(int parent, String component) {
    List<RejectedText> known = texts.get(new Key(parent, component));
    return known == null ? List.of() : known;
  }

  /** With one more; the oldest is dropped where there are too many. */
  RejectedTexts with(RejectedText text) {
    if (shown == 0) {
      return this;
    }
    List<RejectedText> more = new ArrayList<>(of(text.parent(), text.component()));
    more.add(text);
    List<RejectedText> last = more.subList(Math.max(0, more.size() - shown), more.size());
    return new RejectedTexts(
        shown, texts.with(new Key(text.parent(), text.component()), List.copyOf(last)));
  }
}
