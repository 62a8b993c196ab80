package org.contourflow.testdata;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.ZipOutputStream;

/** The pieces {@link HostileInput}s are made of. */
final class HostileFiles {
  private HostileFiles() {}

  /** Makes a slice's pixel data, the last element of the file, claim 4 GB. */
  static void claimHugePixelData(Path file, int pixelBytes) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    int length = whole.length - pixelBytes - 4;
    whole[length] = -16;
    whole[length + 1] = -1;
    whole[length + 2] = -1;
    whole[length + 3] = -1;
    Files.write(file, whole);
  }

  static ZipOutputStream zip(Path file) throws IOException {
    OutputStream out = Files.newOutputStream(file);
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setLevel(Deflater.BEST_SPEED + 1);
    return zip;
  }

  static DicomBytes ctHeader(String instanceUid) {
    DicomBytes d = new DicomBytes();
    d.text(0x00080016, "UI", CtSeriesWriter.CT_IMAGE_STORAGE).text(0x00080018, "UI", instanceUid);
    PhantomUids uids = new PhantomUids(7);
    PhantomModules.patientAndStudy(d, PhantomPatient.ZEBEDEE, uids);
    PhantomModules.seriesAndEquipment(d, uids, "Phantom");
    PhantomModules.ctImage(d);
    return d;
  }

  static void writeOther(Path folder, String sopClass, String modality) throws IOException {
    DicomBytes d = ctHeader(new PhantomUids(7).instance(1));
    d.text(0x00080016, "UI", sopClass).text(0x00080060, "CS", modality);
    Files.write(
        folder.resolve(modality + ".dcm"), d.file(TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN));
  }

  static void makeLocalizer(int slice, DicomBytes d) {
    d.text(0x00080008, "CS", "ORIGINAL", "PRIMARY", "LOCALIZER");
    d.text(0x00080018, "UI", new PhantomUids(1).uid("localizer"));
    d.text(0x00200013, "IS", "0");
  }

  static byte[] nested(int depth) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] whole = ctHeader("2.25.1").file(TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN);
    out.writeBytes(whole);
    byte[] open = {0x40, 0, 0x30, (byte) 0xA7, 'S', 'Q', 0, 0, -1, -1, -1, -1};
    for (int i = 0; i < depth; i++) {
      out.writeBytes(open);
      DicomBytes.int32(out, 0xE000FFFE);
      DicomBytes.int32(out, -1);
    }
    for (int i = 0; i < depth; i++) {
      DicomBytes.int32(out, 0xE00DFFFE);
      DicomBytes.int32(out, 0);
      DicomBytes.int32(out, 0xE0DDFFFE);
      DicomBytes.int32(out, 0);
    }
    return out.toByteArray();
  }
}
