package org.contourflow.testdata;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What a hospital's network, a broken transfer or an attacker drops into an inbox. Each writes
 * itself into a folder; all patients are {@link PhantomPatient}s. Unless the description says
 * otherwise no series of it may be contoured.
 */
public enum HostileInput {
  NOT_DICOM(
      "a text file named .dcm",
      folder -> {
        Files.writeString(folder.resolve("notes.dcm"), "These are not the slices you look for.\n");
      }),
  ZERO_BYTES(
      "a file of no bytes",
      folder -> {
        Files.write(folder.resolve("empty.dcm"), new byte[0]);
      }),
  RTSTRUCT(
      "an RT Structure Set instead of images",
      folder -> {
        HostileFiles.writeOther(folder, "1.2.840.10008.5.1.4.1.1.481.3", "RTSTRUCT");
      }),
  SECONDARY_CAPTURE(
      "a secondary capture image, modality OT",
      folder -> {
        HostileFiles.writeOther(folder, "1.2.840.10008.5.1.4.1.1.7", "OT");
      }),
  TRUNCATED(
      "a series whose fourth slice ends in the middle of its pixel data",
      folder -> {
        Path file = tiny().build().writeTo(folder).files().get(3);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 700));
      }),
  SHORT_PIXEL_DATA(
      "a series whose pixel data hold fewer pixels than rows x columns",
      folder -> {
        tiny()
            .editSlices((s, d) -> d.bytes(0x7FE00010, "OW", new byte[64]))
            .build()
            .writeTo(folder);
      }),
  TWO_SERIES(
      "two whole series of one patient in one folder: BOTH are to be processed",
      folder -> {
        tiny().build().writeTo(folder);
        tiny().seed(2).position(PatientPosition.FFS).build().writeTo(folder);
      }),
  TWO_PATIENTS(
      "one SeriesInstanceUID that holds slices of two patients",
      folder -> {
        tiny().withoutSlices(5, 6, 7, 8, 9).build().writeTo(folder);
        tiny().withoutSlices(0, 1, 2, 3, 4).patient(PhantomPatient.QUILLA).build().writeTo(folder);
      }),
  MISSING_SLICE(
      "a series with a gap: slice 5 of 10 is not there",
      folder -> {
        tiny().withoutSlices(4).build().writeTo(folder);
      }),
  DUPLICATE_SLICES(
      "a series with two slices twice, under other SOPInstanceUIDs",
      folder -> {
        tiny().duplicateSlices(2, 6).build().writeTo(folder);
      }),
  SAME_FILE_TWICE(
      "a whole series with one file copied: ACCEPTED, the copy counts once",
      folder -> {
        Path file = tiny().build().writeTo(folder).files().get(2);
        Files.copy(file, folder.resolve("copy of a slice.dcm"));
      }),
  LOCALIZER(
      "a whole series with a coronal localizer in it: ACCEPTED without the localizer",
      folder -> {
        tiny().build().writeTo(folder);
        tiny()
            .orientation(StackOrientation.coronal())
            .evenSlices(1, 10)
            .matrix(40, 32)
            .editSlices(HostileFiles::makeLocalizer)
            .build()
            .writeTo(folder);
      }),
  ORIENTATIONS(
      "a series whose last slices are oriented in another way",
      folder -> {
        tiny()
            .editSlices(
                (s, d) -> {
                  if (s > 6) {
                    d.decimals(0x00200037, -1, 0, 0, 0, -1, 0);
                  }
                })
            .build()
            .writeTo(folder);
      }),
  GANTRY_TILT(
      "a series with a gantry tilt of 15 degrees: a sheared stack",
      folder -> {
        tiny()
            .orientation(StackOrientation.tilted(15))
            .editSlices((s, d) -> d.decimals(0x00181120, 15))
            .build()
            .writeTo(folder);
      }),
  FRAMES_OF_REFERENCE(
      "a series in two frames of reference",
      folder -> {
        String other = new PhantomUids(9).frameOfReference();
        tiny()
            .editSlices(
                (s, d) -> {
                  if (s == 5) {
                    d.text(0x00200052, "UI", other);
                  }
                })
            .build()
            .writeTo(folder);
      }),
  MATRICES(
      "a series in which one slice has another matrix",
      folder -> {
        tiny().withoutSlices(4).build().writeTo(folder);
        tiny().matrix(16, 16).withoutSlices(0, 1, 2, 3, 5, 6, 7, 8, 9).build().writeTo(folder);
      }),
  NO_GEOMETRY(
      "a series without ImagePositionPatient and ImageOrientationPatient",
      folder -> {
        tiny()
            .editSlices((s, d) -> d.remove(0x00200032).remove(0x00200037))
            .build()
            .writeTo(folder);
      }),
  NOT_NUMBERS(
      "a series whose positions and spacing are no numbers",
      folder -> {
        tiny()
            .editSlices(
                (s, d) ->
                    d.text(0x00200032, "DS", "1e999", "NaN", "here")
                        .text(0x00280030, "DS", "0", "-1"))
            .build()
            .writeTo(folder);
      }),
  JPEG_LS(
      "a series in JPEG-LS (1.2.840.10008.1.2.4.80), which is to be named",
      folder -> {
        tiny().transferSyntax(TransferSyntax.JPEG_LS_LOSSLESS).build().writeTo(folder);
      }),
  MPEG2(
      "a series that says it is MPEG-2 (1.2.840.10008.1.2.4.100)",
      folder -> {
        tiny().transferSyntax(TransferSyntax.MPEG2_MAIN_PROFILE).build().writeTo(folder);
      }),
  NESTED_SEQUENCES(
      "a file of 3,000 sequences, each in the other",
      folder -> {
        Files.write(folder.resolve("nested.dcm"), HostileFiles.nested(3000));
      }),
  HUGE_LENGTH(
      "a series with a slice whose pixel data claim 4 GB",
      folder -> {
        Path file = tiny().build().writeTo(folder).files().get(4);
        HostileFiles.claimHugePixelData(file, 2 * 32 * 32);
      }),
  UID_TRAVERSAL(
      "a series whose SOP Instance and Series Instance UIDs are paths out of the folder",
      folder ->
          tiny()
              .editSlices(
                  (s, d) ->
                      d.text(0x00080018, "UI", "../../../../tmp/escaped" + s)
                          .text(0x0020000E, "UI", "../../../tmp/escaped-series"))
              .build()
              .writeTo(folder)),
  ZIP_SLIP(
      "a zip whose entries leave the folder it is unpacked in",
      folder -> {
        try (ZipOutputStream zip = HostileFiles.zip(folder.resolve("slip.zip"))) {
          for (String name :
              new String[] {"../escaped.dcm", "/tmp/escaped.dcm", "a/../../esc.dcm"}) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write("escaped".getBytes(StandardCharsets.US_ASCII));
          }
        }
      }),
  ZIP_BOMB(
      "a zip of less than 1.5 MB that unpacks to 300 MB of zeros",
      folder -> {
        try (ZipOutputStream zip = HostileFiles.zip(folder.resolve("bomb.zip"))) {
          byte[] zeros = new byte[1 << 20];
          for (int entry = 0; entry < 3; entry++) {
            zip.putNextEntry(new ZipEntry("CT" + entry + ".dcm"));
            for (int i = 0; i < 100; i++) {
              zip.write(zeros);
            }
          }
        }
      }),
  ZIP_MANY_ENTRIES(
      "a zip of 30,000 empty entries",
      folder -> {
        try (ZipOutputStream zip = HostileFiles.zip(folder.resolve("many.zip"))) {
          for (int i = 0; i < 30_000; i++) {
            zip.putNextEntry(new ZipEntry("CT" + i + ".dcm"));
          }
        }
      }),
  ZIP_BROKEN(
      "a zip that ends in the middle of a slice",
      folder -> {
        byte[] whole = zipOf(tiny().build());
        Files.write(folder.resolve("broken.zip"), Arrays.copyOf(whole, whole.length / 2));
      }),
  ZIP_IN_ZIP(
      "a zip in a zip",
      folder -> {
        try (ZipOutputStream zip = HostileFiles.zip(folder.resolve("outer.zip"))) {
          zip.putNextEntry(new ZipEntry("inner.zip"));
          zip.write(zipOf(tiny().build()));
        }
      }),
  EMPTY_FOLDER(
      "a folder with nothing in it but another such folder",
      folder -> {
        Files.createDirectories(folder.resolve("sub"));
      });

  private final String description;
  private final Writer writer;

  HostileInput(String description, Writer writer) {
    this.description = description;
    this.writer = writer;
  }

  private interface Writer {
    void write(Path folder) throws IOException;
  }

  /** What it is, in one sentence. */
  public String description() {
    return description;
  }

  /** Writes the files into an existing folder. */
  public void write(Path folder) throws IOException {
    writer.write(folder);
  }

  /** The whole 10-slice series most of these are made from: 32 x 32, 13 mm pixels, 16 mm slices. */
  public static PhantomBuilder tiny() {
    return Phantom.tiny();
  }

  /** A series as the bytes of a zip, in a sub-folder of it. */
  public static byte[] zipOf(Phantom phantom) throws IOException {
    Path folder = Files.createTempDirectory("phantom");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Path file : phantom.writeTo(folder).files()) {
        zip.putNextEntry(new ZipEntry("series/" + file.getFileName()));
        Files.copy(file, zip);
        Files.delete(file);
      }
    }
    Files.delete(folder);
    return out.toByteArray();
  }

  /** Writes one for trying things by hand; arguments: kind, folder. */
  public static void main(String[] arguments) throws IOException {
    HostileInput input = valueOf(arguments[0]);
    input.write(java.nio.file.Files.createDirectories(Path.of(arguments[1])));
    System.out.println(input + ": " + input.description());
  }
}
