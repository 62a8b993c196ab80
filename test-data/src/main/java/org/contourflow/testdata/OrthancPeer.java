package org.contourflow.testdata;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Orthanc on loopback as PACS, TPS or DICOMweb service, AE title ORTHANC, knowing one node. */
public final class OrthancPeer implements AutoCloseable {
  /** Its AE title. */
  public static final String AE_TITLE = "ORTHANC";

  private static final Path DICOM_WEB = Path.of("/usr/share/orthanc/plugins/libOrthancDicomWeb.so");

  private final int dicomPort;
  private final int httpPort;
  private final PeerServer process;

  private OrthancPeer(int dicomPort, int httpPort, PeerServer process) {
    this.dicomPort = dicomPort;
    this.httpPort = httpPort;
    this.process = process;
  }

  /** Starts it; it knows CONTOURFLOW on a loopback port. */
  public static OrthancPeer start(Path folder, int contourflowPort)
      throws IOException, InterruptedException {
    return start(folder, contourflowPort, "");
  }

  /**
   * Starts it with its DICOMweb plugin; skips the calling test if that is not installed.
   *
   * @param stowUrl of the DICOMweb service it knows as {@code contourflow}
   */
  public static OrthancPeer startWithDicomWeb(Path folder, int contourflowPort, String stowUrl)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Files.exists(DICOM_WEB),
        "skipped: peer orthanc-dicomweb is not installed (.ci/install-peers)");
    return start(
        folder,
        contourflowPort,
        """
        , "DicomWeb": {"Enable": true, "Root": "/dicom-web/", "StudiesMetadata": "Full",
                       "Servers": {"contourflow": {"Url": "%s", "Username": "orthanc",
                                                   "Password": "test-only"}}}
        """
            .formatted(stowUrl));
  }

  private static OrthancPeer start(Path folder, int contourflowPort, String more)
      throws IOException, InterruptedException {
    Peer orthanc = Peer.require("Orthanc");
    int dicomPort = FreePort.find();
    int httpPort = FreePort.find();
    Files.createDirectories(folder);
    Path config =
        Files.writeString(
            folder.resolve("orthanc.json"),
            """
            {"Name": "test", "StorageDirectory": "%1$s/db", "IndexDirectory": "%1$s/db",
             "DicomAet": "ORTHANC", "DicomPort": %2$d, "HttpPort": %3$d,
             "DicomCheckCalledAet": true, "RemoteAccessAllowed": false,
             "AuthenticationEnabled": false, "DicomServerEnabled": true, "Plugins": [%5$s],
             "OverwriteInstances": true,
             "DicomModalities": {"contourflow": ["CONTOURFLOW", "127.0.0.1", %4$d]}%6$s}
            """
                .formatted(
                    folder,
                    dicomPort,
                    httpPort,
                    contourflowPort,
                    more.isEmpty() ? "" : "\"" + DICOM_WEB + "\"",
                    more));
    PeerServer process =
        PeerServer.start(orthanc.program(), folder, "--no-jobs", config.toString());
    process.awaitPort(httpPort);
    process.awaitPort(dicomPort);
    return new OrthancPeer(dicomPort, httpPort, process);
  }

  /** Its DICOM port. */
  public int dicomPort() {
    return dicomPort;
  }

  /** Its DICOMweb service. */
  public String dicomWebUrl() {
    return uri("/dicom-web").toString();
  }

  /** GET of its REST interface. */
  public String get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  /** POST of JSON to its REST interface. */
  public String post(String path, String json) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(json)).build());
  }

  /** Gives it an instance. */
  public void upload(Path file) throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(uri("/instances"))
            .POST(HttpRequest.BodyPublishers.ofFile(file))
            .build());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + httpPort + path);
  }

  private String send(HttpRequest request) throws IOException, InterruptedException {
    // A client each: Orthanc closes idle connections just when one of a pool would be used again.
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IOException(request.uri() + ": " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  /** What it has printed so far. */
  public String output() throws IOException {
    return process.output();
  }

  @Override
  public void close() {
    process.close();
  }
}
