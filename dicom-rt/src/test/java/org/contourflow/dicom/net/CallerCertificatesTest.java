package org.contourflow.dicom.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.contourflow.dicom.net.scp.TestNode;
import org.contourflow.dicom.net.scu.EchoOutcome;
import org.contourflow.dicom.net.scu.StoreScu;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.TestKeys;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS an AE title is worth what its certificate is worth. */
@Timeout(Eventually.HANGS)
class CallerCertificatesTest {
  @TempDir static Path keys;
  @TempDir Path folder;

  @BeforeAll
  static void makeKeys() throws Exception {
    TestKeys.make(keys, 3, "node", "ct1", "other");
  }

  private static TlsSettings of(String name) {
    return TlsSettings.mutual(
        keys.resolve(name + ".p12"),
        TestKeys.PASSWORD,
        keys.resolve("trust.p12"),
        TestKeys.PASSWORD);
  }

  private static EchoOutcome echo(TestNode node, String title, String key) {
    return new StoreScu(
            new AeTitle(title),
            new RemoteNode(
                new AeTitle("CONTOURFLOW"), "127.0.0.1", node.port(), Optional.of(of(key))),
            TestNode.PATIENT)
        .echo();
  }

  private static String fingerprint(String name) throws Exception {
    try (InputStream in = Files.newInputStream(keys.resolve(name + ".pem"))) {
      byte[] der = CertificateFactory.getInstance("X.509").generateCertificate(in).getEncoded();
      return HexFormat.ofDelimiter(":")
          .withUpperCase()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    }
  }

  @Test
  void a_title_that_is_bound_is_its_certificates_and_any_other_is_free() throws Exception {
    for (String bound : List.of("SHA256:" + fingerprint("ct1"), "CN=ct1")) {
      CallerCertificates certificates = CallerCertificates.of(Map.of("CT1", bound));
      try (TestNode node =
          TestNode.start(
              folder.resolve(Integer.toHexString(bound.hashCode())),
              s -> s.withTls(of("node")).withCallerCertificates(certificates))) {
        assertThat(echo(node, "CT1", "ct1")).isInstanceOf(EchoOutcome.Alive.class);
        assertThat(echo(node, "CT1", "other")).isInstanceOf(EchoOutcome.Failed.class);
        assertThat(echo(node, "CT2", "other")).isInstanceOf(EchoOutcome.Alive.class);
      }
    }
    try (TestNode plain =
        TestNode.start(
            folder.resolve("plain"),
            s -> s.withCallerCertificates(CallerCertificates.of(Map.of("CT1", "CN=ct1"))))) {
      assertThat(plain.scu("CT1").echo()).as("no TLS").isInstanceOf(EchoOutcome.Failed.class);
    }
  }

  @Test
  void what_binds_no_certificate_is_named() {
    assertThatThrownBy(() -> CallerCertificates.of(Map.of("CT1", "SHA256:12")))
        .hasMessageContaining("CT1")
        .hasMessageContaining("64");
    assertThatThrownBy(() -> CallerCertificates.of(Map.of("CT1", "who?")))
        .hasMessageContaining("CT1");
  }

  @Test
  void only_ciphers_of_bcp_195_are_spoken() throws Exception {
    try (TestNode node = TestNode.start(folder.resolve("c"), s -> s.withTls(of("node")))) {
      for (String weak :
          List.of(
              "TLS_RSA_WITH_AES_128_CBC_SHA",
              "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
              "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384")) {
        assertThatThrownBy(() -> cipher(node, weak)).isInstanceOf(java.io.IOException.class);
      }
      assertThat(cipher(node, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")).contains("GCM");
    }
  }

  private static String cipher(TestNode node, String name) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            of("ct1")
                .context()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), node.port())) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.setEnabledCipherSuites(new String[] {name});
      socket.startHandshake();
      return socket.getSession().getCipherSuite();
    }
  }

  @Test
  void a_peers_name_is_checked_unless_told_otherwise() throws Exception {
    try (TestNode node = TestNode.start(folder.resolve("n"), s -> s.withTls(of("node")))) {
      // The certificate is for 127.0.0.1, not for this name of the same machine.
      RemoteNode byName =
          new RemoteNode(
              new AeTitle("CONTOURFLOW"), "localhost", node.port(), Optional.of(of("ct1")));
      assertThat(new StoreScu(new AeTitle("A"), byName, TestNode.PATIENT).echo())
          .isInstanceOf(EchoOutcome.Failed.class);
      RemoteNode anyName =
          new RemoteNode(
              new AeTitle("CONTOURFLOW"),
              "localhost",
              node.port(),
              Optional.of(of("ct1").withAnyPeerName()));
      assertThat(new StoreScu(new AeTitle("A"), anyName, TestNode.PATIENT).echo())
          .isInstanceOf(EchoOutcome.Alive.class);
    }
  }
}
