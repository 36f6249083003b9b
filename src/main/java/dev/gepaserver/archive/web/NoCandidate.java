package dev.gepaserver.archive.web;

import dev.gepaserver.common.ApiException;

/** Tells that a job has no candidate to show. */
final class NoCandidate {

  private NoCandidate() {}

  static ApiException yet() {
    return new ApiException(
        404,
        "no-candidate-yet",
        "the seed has not been rolled out on every validation example yet");
  }
}
