package dev.gepaserver.dataset.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Decodes UTF-8 strictly. Where the text cannot be read on, because it is no UTF-8 or a row does
 * not end, it seems to end there, and {@link #trouble()} tells why: so a parser on top gives what
 * stood before. A byte order mark at the beginning is left out. Not thread-safe.
 */
public final class Utf8Reader extends Reader {

  /** The longest row, characters. */
  public static final int MAX_ROW = 2_000_000;

  private static final int BYTES = 1 << 16;
  private static final int CHARACTERS = 1 << 13;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final InputStream in;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer bytes = ByteBuffer.allocate(BYTES).flip();
  private final CharBuffer decoded = CharBuffer.allocate(CHARACTERS).flip();
  private boolean ended;
  private boolean begun;
  private long lines = 1;
  private long sinceRow;
  private @Nullable String trouble;

  /** Reads a stream of bytes, which is not closed with it. */
  public Utf8Reader(InputStream in) {
    this.in = in;
  }

  /** What of a row makes the text seem to end before its end; null where it does not. */
  @Nullable String trouble() {
    return trouble;
  }

  /** The line, from 1, up to which the text was decoded: that of the trouble where there is any. */
  long line() {
    return lines;
  }

  /** Tells that a row was read; the next one may be of full length again. */
  void rowRead() {
    sinceRow = 0;
  }

  @Override
  public int read(char[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    while (!decoded.hasRemaining()) {
      if (trouble != null || !decode()) {
        return -1;
      }
    }
    int n = Math.min(length, decoded.remaining());
    decoded.get(target, offset, n);
    return n;
  }

  /** Decodes some more; false at the end. */
  private boolean decode() {
    decoded.clear();
    CoderResult result = decoder.decode(bytes, decoded, ended);
    decoded.flip();
    count();
    if (result.isError()) {
      trouble = "has a byte that is not UTF-8";
    } else if (sinceRow > MAX_ROW) {
      trouble = "is longer than the %,d characters allowed".formatted(MAX_ROW);
      decoded.limit(decoded.position());
    } else if (result.isUnderflow() && !decoded.hasRemaining()) {
      return !ended && fill();
    }
    return true;
  }

  private boolean fill() {
    bytes.compact();
    int n = -1;
    try {
      n = in.read(bytes.array(), bytes.position(), bytes.remaining());
    } catch (IOException e) {
      // Its sender has gone, or said that it were longer.
      trouble = "breaks off in the middle of the body";
    }
    ended = n < 0;
    bytes.position(bytes.position() + Math.max(n, 0)).flip();
    return true;
  }

  private void count() {
    if (!begun && decoded.hasRemaining()) {
      begun = true;
      if (decoded.get(decoded.position()) == BYTE_ORDER_MARK) {
        decoded.get();
      }
    }
    sinceRow += decoded.remaining();
    for (int i = decoded.position(); i < decoded.limit(); i++) {
      lines += decoded.get(i) == '\n' ? 1 : 0;
    }
  }

  @Override
  public void close() {}
}
