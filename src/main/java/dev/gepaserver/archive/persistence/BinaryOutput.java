package dev.gepaserver.archive.persistence;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Numbers and bytes, big-endian, gathered before they go on; a {@code DataOutputStream} hands each
 * number on by itself.
 */
final class BinaryOutput {

  private final OutputStream out;
  private final ByteBuffer gathered;

  /** Gathers so many bytes, at least 8. */
  BinaryOutput(OutputStream out, int size) {
    this.out = out;
    this.gathered = ByteBuffer.allocate(size);
  }

  void oneByte(int number) throws IOException {
    room(Byte.BYTES);
    gathered.put((byte) number);
  }

  void twoBytes(int number) throws IOException {
    room(Short.BYTES);
    gathered.putShort((short) number);
  }

  void fourBytes(int number) throws IOException {
    room(Integer.BYTES);
    gathered.putInt(number);
  }

  void eightBytes(long number) throws IOException {
    room(Long.BYTES);
    gathered.putLong(number);
  }

  void bytes(byte[] bytes) throws IOException {
    if (bytes.length > gathered.capacity()) {
      flush();
      out.write(bytes);
    } else {
      room(bytes.length);
      gathered.put(bytes);
    }
  }

  void flush() throws IOException {
    out.write(gathered.array(), 0, gathered.position());
    gathered.clear();
  }

  private void room(int bytes) throws IOException {
    if (gathered.remaining() < bytes) {
      flush();
    }
  }
}
