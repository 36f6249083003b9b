package dev.gepaserver.engine.model;

import static dev.gepaserver.engine.model.Checks.check;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where the random number generator stands: the 624 words of MT19937 and the next one's place. */
public final class RandomState {

  /** How many words the generator has. */
  public static final int WORDS = 624;

  private final int[] words;
  private final int index;

  /**
   * A state read back.
   *
   * @param words 624 words of 32 bits (signed as Java's); copied
   * @param index the place of the next word, 0 to 624
   */
  public RandomState(int[] words, int index) {
    check(words.length == WORDS, "MT19937 has 624 words, not %s", words.length);
    check(index >= 0 && index <= WORDS, "The index must be in 0 to 624, but is %s", index);
    this.words = words.clone();
    this.index = index;
  }

  /** The words; a copy. */
  public int[] words() {
    return words.clone();
  }

  /** The place of the next word, 0 to 624. */
  public int index() {
    return index;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RandomState that
        && index == that.index
        && Arrays.equals(words, that.words);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(words) + index;
  }

  @Override
  public String toString() {
    return "RandomState[hash=" + hashCode() + ", index=" + index + "]";
  }
}
