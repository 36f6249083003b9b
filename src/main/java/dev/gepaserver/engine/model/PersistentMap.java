package dev.gepaserver.engine.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash map whose versions share structure: a hash array mapped trie.
 *
 * <p>Both methods cost O(log n), and an addition copies a few small arrays however large the map
 * is. So the state of a search can be kept from before every step for nothing.
 *
 * @param <K> keys with a stable hash code
 * @param <V> values
 */
public final class PersistentMap<K, V> {

  private static final int BITS = 5;
  private static final int MASK = (1 << BITS) - 1;
  private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(null, 0);

  private final @Nullable Node<K, V> root;
  private final int size;

  private PersistentMap(@Nullable Node<K, V> root, int size) {
    this.root = root;
    this.size = size;
  }

  /** A map without entries. */
  @SuppressWarnings("unchecked") // it holds no entry that could be of another type
  public static <K, V> PersistentMap<K, V> empty() {
    return (PersistentMap<K, V>) EMPTY;
  }

  /** How many entries there are. */
  public int size() {
    return size;
  }

  /** The value of a key; null where there is none. */
  public @Nullable V get(K key) {
    Node<K, V> node = root;
    int hash = spread(key);
    int shift = 0;
    while (node instanceof Branch<K, V> branch) {
      node = branch.child(hash >>> shift);
      shift += BITS;
    }
    for (Leaf<K, V> leaf = (Leaf<K, V>) node; leaf != null; leaf = leaf.next) {
      if (leaf.key.equals(key)) {
        return leaf.value;
      }
    }
    return null;
  }

  /** This map with one more entry, or with another value of a key. */
  public PersistentMap<K, V> with(K key, V value) {
    int grown = get(key) == null ? size + 1 : size;
    return new PersistentMap<>(put(root, spread(key), 0, key, value), grown);
  }

  private static int spread(Object key) {
    int hash = key.hashCode();
    return hash ^ (hash >>> 16);
  }

  private static <K, V> Node<K, V> put(
      @Nullable Node<K, V> node, int hash, int shift, K key, V value) {
    return switch (node) {
      case null -> new Leaf<>(hash, key, value, null);
      case Leaf<K, V> leaf when leaf.hash == hash ->
          new Leaf<>(hash, key, value, without(leaf, key));
      case Leaf<K, V> leaf ->
          put(
              new Branch<K, V>(0, nodes(0)).with(leaf.hash >>> shift, leaf),
              hash,
              shift,
              key,
              value);
      case Branch<K, V> branch -> {
        Node<K, V> child = branch.child(hash >>> shift);
        yield branch.with(hash >>> shift, put(child, hash, shift + BITS, key, value));
      }
    };
  }

  private static <K, V> @Nullable Leaf<K, V> without(@Nullable Leaf<K, V> leaf, K key) {
    if (leaf == null) {
      return null;
    }
    Leaf<K, V> rest = without(leaf.next, key);
    return Objects.equals(leaf.key, key) ? rest : new Leaf<>(leaf.hash, leaf.key, leaf.value, rest);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  private static <K, V> Node<K, V>[] nodes(int length) {
    return new Node[length];
  }

  private sealed interface Node<K, V> {}

  /** One entry, with those of the same hash behind it. */
  private record Leaf<K, V>(int hash, K key, V value, @Nullable Leaf<K, V> next)
      implements Node<K, V> {}

  /** Up to 32 children; a bit for each that is there, the children packed in the bits' order. */
  private static final class Branch<K, V> implements Node<K, V> {

    private final int bitmap;
    private final Node<K, V>[] children;

    Branch(int bitmap, Node<K, V>[] children) {
      this.bitmap = bitmap;
      this.children = children;
    }

    @Nullable Node<K, V> child(int slot) {
      int bit = 1 << (slot & MASK);
      return (bitmap & bit) == 0 ? null : children[place(bit)];
    }

    Branch<K, V> with(int slot, Node<K, V> child) {
      int bit = 1 << (slot & MASK);
      int place = place(bit);
      boolean replaces = (bitmap & bit) != 0;
      Node<K, V>[] copy = nodes(children.length + (replaces ? 0 : 1));
      System.arraycopy(children, 0, copy, 0, place);
      copy[place] = child;
      int rest = replaces ? place + 1 : place;
      System.arraycopy(children, rest, copy, place + 1, children.length - rest);
      return new Branch<>(bitmap | bit, copy);
    }

    private int place(int bit) {
      return Integer.bitCount(bitmap & (bit - 1));
    }
  }
}
