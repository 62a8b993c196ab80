package org.contourflow.dicom.net;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contourflow.testdata.Peer;

/** Orthanc on loopback, knowing one node CONTOURFLOW. */
final class OrthancServer implements AutoCloseable {
  final int dicomPort;
  final int httpPort;
  private final Background process;
  private final HttpClient http = HttpClient.newHttpClient();

  private OrthancServer(int dicomPort, int httpPort, Background process) {
    this.dicomPort = dicomPort;
    this.httpPort = httpPort;
    this.process = process;
  }

  static OrthancServer start(Path folder, int contourflowPort)
      throws IOException, InterruptedException {
    Peer orthanc = Peer.require("Orthanc");
    int dicomPort = Ports.unused();
    int httpPort = Ports.unused();
    Files.createDirectories(folder);
    Path config =
        Files.writeString(
            folder.resolve("orthanc.json"),
            """
            {"Name": "test", "StorageDirectory": "%1$s/db", "IndexDirectory": "%1$s/db",
             "DicomAet": "ORTHANC", "DicomPort": %2$d, "HttpPort": %3$d,
             "DicomCheckCalledAet": true, "RemoteAccessAllowed": false,
             "AuthenticationEnabled": false, "DicomServerEnabled": true, "Plugins": [],
             "OverwriteInstances": true,
             "DicomModalities": {"contourflow": ["CONTOURFLOW", "127.0.0.1", %4$d]}}
            """
                .formatted(folder, dicomPort, httpPort, contourflowPort));
    Background process =
        Background.start(orthanc.program(), folder, "--no-jobs", config.toString());
    process.awaitPort(httpPort);
    process.awaitPort(dicomPort);
    return new OrthancServer(dicomPort, httpPort, process);
  }

  RemoteNode node() {
    return RemoteNode.of("ORTHANC", "127.0.0.1", dicomPort);
  }

  String get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  String post(String path, String json) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(json)).build());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + httpPort + path);
  }

  private String send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IOException(request.uri() + ": " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  String output() throws IOException {
    return process.output();
  }

  @Override
  public void close() {
    process.close();
  }
}
