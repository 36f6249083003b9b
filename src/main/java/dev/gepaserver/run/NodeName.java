package dev.gepaserver.run;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What this node is called where it shows: host name and process. */
final class NodeName {

  private static final String OWN = host() + "/" + ProcessHandle.current().pid();

  private NodeName() {}

  static String own() {
    return OWN;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
