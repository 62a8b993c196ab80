package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.contourflow.config.DicomSettings;
import org.contourflow.config.DicomWebSettings;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.scu.StoreScu;
import org.contourflow.home.KeptAside;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The files that other readers stumbled over, by C-STORE and by STOW-RS: what is answered as taken
 * becomes a case or is held with its code, as from the inbox; what is not, is refused at the door.
 */
@Timeout(Eventually.HANGS)
class CasesOverTheNetworkTest {
  private static final String DOOR = "refused at the door";
  private static final String STOW_TYPE =
      "multipart/related; type=\"application/dicom\"; boundary=b";

  @TempDir Path root;

  @ParameterizedTest
  @CsvSource({
    "two_passes_interleaved, SEVERAL_VOLUMES",
    "enhanced_two_stacks, SEVERAL_VOLUMES",
    "two_recons_told_as_gaps, SEVERAL_VOLUMES",
    "ct_sop_multiframe, MULTI_FRAME_CT",
    "center_shift_called_tilt, CENTRE_CHANGES",
    "count_summed_over_acquisitions, a case",
    "trailing_zeros, a case",
    "meta_explicit_data_implicit, a case",
    "uid_leading_zero, a case",
    "rescaletype_lowercase, a case",
    "highbit_11_of_16, a case",
    "thickness_text, a case",
    "resend_with_retrieve_ae, a case",
  })
  void comes_out_alike_by_both_ways(String name, String right) throws Exception {
    List<Path> files = filesBelow(SharedData.unzip("../cases/ct/" + name + ".zip", root));
    assertThat(by("c-store", files)).as("C-STORE").isEqualTo(right);
    assertThat(by("stow", files)).as("STOW-RS").isEqualTo(right);
  }

  /** An association agrees on a transfer syntax before anything is sent; a POST cannot. */
  @Test
  void a_vendors_private_syntax_is_not_agreed_on_or_held_by_its_name() throws Exception {
    List<Path> files = filesBelow(SharedData.unzip("../cases/ct/ge_private_ts.zip", root));
    assertThat(by("c-store", files)).isEqualTo(DOOR);
    assertThat(by("stow", files)).isEqualTo("UNSUPPORTED_TRANSFER_SYNTAX");
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private String by(String way, List<Path> files) throws Exception {
    int port = FreePort.find();
    boolean dicom = way.equals("c-store");
    Path home = root.resolve("home-" + way);
    DicomSettings.Listener listener = dicom ? NetworkBed.listener(port) : off();
    try (NetworkBed bed =
        NetworkBed.start(
            NetworkBed.settings(home, listener, null, dicom ? null : stow(port), null, null))) {
      if (!(dicom ? sent(port, files) : posted(port, files))) {
        return bed.judge().isEmpty() && held(bed).isEmpty() ? DOOR : "refused, and taken too";
      }
      List<String> cases = bed.judge();
      return cases.isEmpty() ? String.join(" ", held(bed)) : "a case";
    }
  }

  private static List<String> held(NetworkBed bed) throws IOException {
    return KeptAside.in(bed.home.quarantine()).stream().map(KeptAside::code).distinct().toList();
  }

  private static DicomSettings.Listener off() {
    return new DicomSettings.Listener(
        false, null, null, null, null, null, null, null, 0, null, null, null);
  }

  private static DicomWebSettings.Server stow(int port) {
    return new DicomWebSettings.Server(
        true, port, "127.0.0.1", null, null, null, null, null, null, null, null, null);
  }

  private static boolean sent(int port, List<Path> files) {
    RemoteNode node = RemoteNode.of("CONTOURFLOW", "127.0.0.1", port);
    return new StoreScu(new AeTitle("CT"), node, NetworkTimeouts.defaults())
        .send(files).stream().allMatch(r -> r.outcome().delivered());
  }

  private static boolean posted(int port, List<Path> files) throws Exception {
    List<byte[]> parts = new ArrayList<>();
    for (Path file : files) {
      parts.add(ascii("--b\r\nContent-Type: application/dicom\r\n\r\n"));
      parts.add(Files.readAllBytes(file));
      parts.add(ascii("\r\n"));
    }
    parts.add(ascii("--b--\r\n"));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/dicom-web/studies"))
            .header("Content-Type", STOW_TYPE)
            .POST(BodyPublishers.ofByteArrays(parts))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode() == 200;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
