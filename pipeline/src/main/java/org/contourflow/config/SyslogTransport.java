package org.contourflow.config;

/** How audit messages reach a syslog server. */
public enum SyslogTransport {
  /** RFC 5426: one that is lost is lost. */
  UDP(514),
  /** RFC 6587, counted octets. */
  TCP(514),
  /** RFC 5425. */
  TLS(6514);

  private final int usualPort;

  SyslogTransport(int usualPort) {
    this.usualPort = usualPort;
  }

  int usualPort() {
    return usualPort;
  }
}
