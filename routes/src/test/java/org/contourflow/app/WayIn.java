package org.contourflow.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.scu.StoreScu;
import org.contourflow.testdata.PhantomSeries;
import org.contourflow.testdata.TestKeys;

/** The five ways by which a series comes to the service. */
enum WayIn {
  FILES,
  FOLDER,
  ZIP,
  C_STORE,
  STOW;

  /** Whether the sender keeps what was not acknowledged, and sends it again. */
  boolean isAcknowledged() {
    return this == C_STORE || this == STOW;
  }

  /**
   * Gives a series.
   *
   * @return whether it was taken: by the inbox always, else if each slice was acknowledged
   */
  boolean give(PhantomSeries series, KilledDaemon.Place to) throws Exception {
    Path inbox = Files.createDirectories(to.home().resolve("inbox"));
    String name = series.folder().getFileName().toString();
    switch (this) {
      case FILES -> copy(series.files(), inbox, name + "-");
      case FOLDER -> copy(series.files(), Files.createDirectories(inbox.resolve(name)), "");
      case ZIP -> zip(series.files(), inbox.resolve(name + ".zip"));
      case C_STORE -> {
        return stored(series, to);
      }
      case STOW -> {
        return posted(series, to);
      }
    }
    return true;
  }

  private static void copy(List<Path> files, Path folder, String prefix) throws IOException {
    for (Path file : files) {
      Files.copy(file, folder.resolve(prefix + file.getFileName()));
    }
  }

  private static void zip(List<Path> files, Path to) throws IOException {
    Path hidden = to.resolveSibling("." + to.getFileName() + ".part");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(hidden))) {
      for (Path file : files) {
        zip.putNextEntry(new ZipEntry("series/" + file.getFileName()));
        Files.copy(file, zip);
      }
    }
    Files.move(hidden, to);
  }

  private static boolean stored(PhantomSeries series, KilledDaemon.Place to) {
    RemoteNode node = RemoteNode.of("CONTOURFLOW", "127.0.0.1", to.listener());
    return new StoreScu(new AeTitle("CT"), node, NetworkTimeouts.defaults())
        .send(series.files()).stream().allMatch(receipt -> receipt.outcome().delivered());
  }

  private static boolean posted(PhantomSeries series, KilledDaemon.Place to)
      throws GeneralSecurityException, InterruptedException, IOException {
    HttpClient client = HttpClient.newBuilder().sslContext(trusting(to.keys())).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + to.stow() + "/dicom-web/studies"))
            .header("Authorization", "Bearer " + KilledDaemon.TOKEN)
            .header("Content-Type", "multipart/related; type=\"application/dicom\"; boundary=b")
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body(series.files())))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] body(List<Path> files) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Path file : files) {
      body.write(
          "--b\r\nContent-Type: application/dicom\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      Files.copy(file, body);
      body.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    body.write("--b--\r\n".getBytes(StandardCharsets.US_ASCII));
    return body.toByteArray();
  }

  private static SSLContext trusting(Path keys) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys.resolve("trust.p12"))) {
      store.load(in, TestKeys.PASSWORD.toCharArray());
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
