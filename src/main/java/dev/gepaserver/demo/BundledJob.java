package dev.gepaserver.demo;

import dev.gepaserver.common.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The job that comes with the product: 78 support tickets and the queues they belong to.
 *
 * @param body a complete body of {@code POST /api/v1/jobs}
 */
record BundledJob(String body) {

  /** Where it lies on the class path. */
  static final String RESOURCE = "demo/ticket-routing.json";

  /**
   * Reads it from the class path.
   *
   * @throws IllegalStateException where it is missing, which no build of the product allows
   */
  static BundledJob read() {
    try (InputStream in = BundledJob.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing on the class path");
      }
      return new BundledJob(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The key under which it is submitted: every start on one data directory follows the same job,
   * until a newer version of the product brings another body.
   */
  String idempotencyKey() {
    return "demo-" + Json.sha256(body).substring(0, 12);
  }
}
