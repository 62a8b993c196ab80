package org.contourflow.monitor;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.contourflow.config.MailSecurity;
import org.contourflow.config.OperationsSettings.Mail;

/** By e-mail (SMTP). With starttls or tls nothing is sent to a server without it. */
public final class MailChannel implements AlertChannel {
  private static final String TIMEOUT_MILLIS = "10000";

  private final Mail settings;
  private final SSLSocketFactory sockets;

  /**
   * Mail by these settings.
   *
   * @param sockets of TLS; they trust the server's certificate, whose name is checked
   */
  public MailChannel(Mail settings, SSLSocketFactory sockets) {
    this.settings = settings;
    this.sockets = sockets;
  }

  @Override
  public String name() {
    return "the mail server " + settings.host() + ":" + settings.port();
  }

  @Override
  public void send(Message message) throws IOException {
    Session session = Session.getInstance(properties());
    try (Transport transport = session.getTransport("smtp")) {
      MimeMessage mail = mail(session, message);
      transport.connect(
          settings.user(), settings.password() == null ? null : settings.password().value());
      transport.sendMessage(mail, mail.getAllRecipients());
    } catch (MessagingException e) {
      throw new IOException("the mail server did not take a message", e);
    }
  }

  private MimeMessage mail(Session session, Message message) throws MessagingException {
    String utf8 = StandardCharsets.UTF_8.name();
    MimeMessage mail = new MimeMessage(session);
    mail.setFrom(new InternetAddress(settings.from()));
    for (String to : List.copyOf(settings.to())) {
      mail.addRecipient(RecipientType.TO, new InternetAddress(to));
    }
    mail.setSubject(message.subject(), utf8);
    mail.setText(message.words() + "\n\n" + message.state() + " at " + message.at() + "\n", utf8);
    // So that no mailbox answers it (RFC 3834).
    mail.setHeader("Auto-Submitted", "auto-generated");
    mail.saveChanges();
    return mail;
  }

  private Properties properties() {
    Properties p = new Properties();
    p.put("mail.smtp.host", settings.host());
    p.put("mail.smtp.port", Integer.toString(settings.port()));
    p.put("mail.smtp.connectiontimeout", TIMEOUT_MILLIS);
    p.put("mail.smtp.timeout", TIMEOUT_MILLIS);
    p.put("mail.smtp.writetimeout", TIMEOUT_MILLIS);
    p.put("mail.smtp.auth", Boolean.toString(settings.user() != null));
    boolean startTls = settings.security() == MailSecurity.STARTTLS;
    p.put("mail.smtp.starttls.enable", Boolean.toString(startTls));
    p.put("mail.smtp.starttls.required", Boolean.toString(startTls));
    p.put("mail.smtp.ssl.enable", Boolean.toString(settings.security() == MailSecurity.TLS));
    p.put("mail.smtp.ssl.checkserveridentity", "true");
    p.put("mail.smtp.ssl.socketFactory", sockets);
    return p;
  }
}
