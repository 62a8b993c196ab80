package org.contourflow.app;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Which machine and process this is, for messages to people. */
final class Machine {
  private static final int LONGEST = 60;

  private Machine() {}

  /** Its host name, at most 60 characters. */
  static String host() {
    try {
      String host = InetAddress.getLocalHost().getHostName();
      return host.length() <= LONGEST ? host : host.substring(0, LONGEST);
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  /** Process and host, the process first, as long names are cut. */
  static String process() {
    return "process " + ProcessHandle.current().pid() + " on " + host();
  }
}
