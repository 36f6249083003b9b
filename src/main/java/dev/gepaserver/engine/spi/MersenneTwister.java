package dev.gepaserver.engine.spi;

import dev.gepaserver.engine.model.RandomState;
import java.math.BigInteger;

/** MT19937: 32 random bits at a time (Matsumoto and Nishimura 1998). */
final class MersenneTwister {

  private static final int WORDS = RandomState.WORDS;
  private static final int SHIFT = 397;
  private static final int MATRIX = 0x9908b0df;
  private static final int UPPER = 0x80000000;
  private static final int LOWER = 0x7fffffff;

  private final int[] words;
  private int index;

  MersenneTwister(int[] words, int index) {
    this.words = words;
    this.index = index;
  }

  /** A generator seeded by an array: the 32-bit words of a seed that is not negative. */
  static MersenneTwister seeded(BigInteger seed) {
    int[] key = new int[Math.max(1, (seed.bitLength() + 31) / 32)];
    for (int i = 0; i < key.length; i++) {
      key[i] = seed.shiftRight(32 * i).intValue();
    }
    int[] words = spreadOut(19650218);
    int i = 1;
    int j = 0;
    for (int k = Math.max(WORDS, key.length); k > 0; k--) {
      words[i] = (words[i] ^ (mixed(words[i - 1]) * 1664525)) + key[j] + j;
      i = following(i, words);
      j = (j + 1) % key.length;
    }
    for (int k = WORDS - 1; k > 0; k--) {
      words[i] = (words[i] ^ (mixed(words[i - 1]) * 1566083941)) - i;
      i = following(i, words);
    }
    words[0] = UPPER;
    return new MersenneTwister(words, WORDS);
  }

  private static int[] spreadOut(int seed) {
    int[] words = new int[WORDS];
    words[0] = seed;
    for (int i = 1; i < WORDS; i++) {
      words[i] = 1812433253 * mixed(words[i - 1]) + i;
    }
    return words;
  }

  private static int mixed(int word) {
    return word ^ (word >>> 30);
  }

  private static int following(int i, int[] words) {
    if (i + 1 < WORDS) {
      return i + 1;
    }
    words[0] = words[WORDS - 1];
    return 1;
  }

  /** The next 32 bits. */
  int next() {
    if (index == WORDS) {
      renew();
    }
    int word = words[index++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return word ^ (word >>> 18);
  }

  private void renew() {
    for (int i = 0; i < WORDS; i++) {
      int joined = (words[i] & UPPER) | (words[(i + 1) % WORDS] & LOWER);
      int twisted = (joined >>> 1) ^ ((joined & 1) == 0 ? 0 : MATRIX);
      words[i] = words[(i + SHIFT) % WORDS] ^ twisted;
    }
    index = 0;
  }

  RandomState state() {
    return new RandomState(words, index);
  }
}
