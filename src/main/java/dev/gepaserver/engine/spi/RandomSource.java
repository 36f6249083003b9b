package dev.gepaserver.engine.spi;

import dev.gepaserver.engine.model.RandomState;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/**
 * The random numbers of a search: the same as those of CPython's {@code random.Random(seed)}, that
 * is MT19937 (Matsumoto and Nishimura 1998) with CPython's ways to draw from it.
 *
 * <p>Drawing changes it; it belongs to one iteration, which begins with {@link #at} and ends with
 * {@link #state}. Not safe for use by several threads.
 */
public final class RandomSource {

  private final MersenneTwister generator;

  private RandomSource(MersenneTwister generator) {
    this.generator = generator;
  }

  /** A generator seeded as {@code random.Random(seed)}; the sign of the seed is ignored. */
  public static RandomSource seeded(BigInteger seed) {
    return new RandomSource(MersenneTwister.seeded(seed.abs()));
  }

  /** A generator that goes on where another stood. */
  public static RandomSource at(RandomState state) {
    return new RandomSource(new MersenneTwister(state.words(), state.index()));
  }

  /** Where the generator stands. */
  public RandomState state() {
    return generator.state();
  }

  /** A number from 0 (included) to 1 (excluded) with 53 random bits. */
  public double random() {
    int high = generator.next() >>> 5;
    int low = generator.next() >>> 6;
    return (high * 0x1p26 + low) * 0x1p-53;
  }

  /** So many random bits as a number; 1 to 32 bits. */
  public long randomBits(int bits) {
    return (generator.next() & 0xFFFFFFFFL) >>> (32 - bits);
  }

  /** A whole number from 0 to {@code bound} - 1, all equally likely; {@code bound} at least 1. */
  public int below(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("There is no number below " + bound);
    }
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(bound);
    long drawn = randomBits(bits);
    while (drawn >= bound) {
      drawn = randomBits(bits);
    }
    return (int) drawn;
  }

  /** A whole number from {@code first} to {@code last}, both included. */
  public int between(int first, int last) {
    return first + below(last - first + 1);
  }

  /** One of the items, all equally likely; at least one. */
  public <T> T choice(List<T> items) {
    return items.get(below(items.size()));
  }

  /** Puts a list that can be changed into random order. */
  public void shuffle(List<?> items) {
    for (int i = items.size() - 1; i > 0; i--) {
      Collections.swap(items, i, below(i + 1));
    }
  }

  /** So many different items (by place), in random order; {@code count} is 0 to the list's size. */
  public <T> List<T> sample(List<T> items, int count) {
    if (count < 0 || count > items.size()) {
      throw new IllegalArgumentException(
          "Cannot take %s of %s items".formatted(count, items.size()));
    }
    return items.size() <= setSize(count) ? fromPool(items, count) : byTrial(items, count);
  }

  /** The size from which on CPython keeps a set of what is taken rather than a copy of all. */
  private static long setSize(int count) {
    long size = 21;
    if (count > 5) {
      long power = 1;
      while (power < 3L * count) {
        power *= 4;
      }
      size += power;
    }
    return size;
  }

  private <T> List<T> fromPool(List<T> items, int count) {
    List<T> pool = new ArrayList<>(items);
    List<T> taken = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int last = pool.size() - 1;
      int place = below(pool.size());
      taken.add(pool.get(place));
      pool.set(place, pool.get(last));
      pool.remove(last);
    }
    return taken;
  }

  private <T> List<T> byTrial(List<T> items, int count) {
    BitSet used = new BitSet();
    List<T> taken = new ArrayList<>(count);
    while (taken.size() < count) {
      int place = below(items.size());
      if (!used.get(place)) {
        used.set(place);
        taken.add(items.get(place));
      }
    }
    return taken;
  }

  /** So many items, each drawn from all of them; at least one item. */
  public <T> List<T> choices(List<T> items, int count) {
    List<T> drawn = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      drawn.add(items.get((int) Math.floor(random() * items.size())));
    }
    return drawn;
  }

  /**
   * One item, each as likely as its share of the weights.
   *
   * @param items at least one
   * @param weights one for each item; not negative, with a sum that is finite and above 0
   */
  public <T> T choice(List<T> items, List<Double> weights) {
    double[] cumulative = new double[weights.size()];
    double total = 0;
    for (int i = 0; i < cumulative.length; i++) {
      total += weights.get(i);
      cumulative[i] = total;
    }
    double drawn = random() * total;
    int place = 0;
    while (place < cumulative.length - 1 && cumulative[place] <= drawn) {
      place++;
    }
    return items.get(place);
  }
}
