package dev.gepaserver.outbound;

import java.net.UnknownHostException;

/** A host must not be called; the message says why, as the end of a sentence about a URL. */
final class Refused extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  Refused(String why) {
    super(why);
  }
}
