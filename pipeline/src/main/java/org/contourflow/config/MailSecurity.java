package org.contourflow.config;

/** How the connection to a mail server is protected. */
public enum MailSecurity {
  /** Not at all. */
  NONE(25),
  /** By TLS, begun on a plain connection and required, not merely tried. */
  STARTTLS(587),
  /** By TLS from the start. */
  TLS(465);

  private final int usualPort;

  MailSecurity(int usualPort) {
    this.usualPort = usualPort;
  }

  int usualPort() {
    return usualPort;
  }
}
