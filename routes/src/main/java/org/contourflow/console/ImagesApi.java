package org.contourflow.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.contourflow.accounts.Passwords;
import org.contourflow.accounts.Role;
import org.contourflow.rtstruct.read.StructureSetReader;
import org.contourflow.series.CtSeries;
import org.contourflow.viewer.Axis;
import org.contourflow.viewer.Cut;
import org.contourflow.viewer.FileContours;
import org.contourflow.viewer.Scene;
import org.contourflow.viewer.SliceImage;

/** What the viewer draws: slices of the CT, contours of the file that is delivered, and cuts. */
final class ImagesApi {
  private static final int LARGEST_SET = 64 * 1024 * 1024;

  /** Series and contours kept in memory; no pixels are among them. */
  private static final int KEPT = 12;

  private final CaseFiles files;
  private final Map<String, CtSeries> series = recent();
  private final Map<String, FileContours> sets = recent();

  ImagesApi(ConsoleParts parts) {
    this.files = parts.files();
  }

  void addTo(Routes routes) {
    routes
        .add("GET", "/api/cases/{}/scene", Role.VIEWER, this::scene)
        .add("GET", "/api/cases/{}/slices/{}", Role.VIEWER, this::slice)
        .add("GET", "/api/cases/{}/contours", Role.VIEWER, this::contours)
        .add("GET", "/api/cases/{}/cuts/{}/{}", Role.VIEWER, this::cut)
        .add("POST", "/api/cases/{}/comparison", Role.PHYSICIST, LARGEST_SET, this::compare);
  }

  private static <T> Map<String, T> recent() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
        return size() > KEPT;
      }
    };
  }

  CtSeries series(String caseId) throws IOException {
    synchronized (series) {
      CtSeries known = series.get(caseId);
      if (known == null) {
        known =
            files
                .series(caseId)
                .orElseThrow(() -> new Missing("the CT of " + caseId + " is not there any more"));
        series.put(caseId, known);
      }
      return known;
    }
  }

  private Answer scene(Call call) throws IOException {
    return scene(call.path().get(0));
  }

  Answer scene(String caseId) throws IOException {
    return Answer.json(Scene.of(series(caseId)));
  }

  private Answer slice(Call call) throws IOException {
    return slice(call.path().get(0), call.path().get(1));
  }

  Answer slice(String caseId, String wanted) throws IOException {
    CtSeries ct = series(caseId);
    int slice = Call.number(wanted, "the slice", 0, ct.grid().slices() - 1);
    byte[] pixels = gzip(SliceImage.littleEndian(ct, slice));
    return new Answer(200, "application/octet-stream", pixels, Map.of("Content-Encoding", "gzip"));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 2);
    try (GZIPOutputStream out =
        new GZIPOutputStream(packed, 8192) {
          {
            def.setLevel(Deflater.BEST_SPEED);
          }
        }) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private FileContours delivered(String caseId) throws IOException {
    Path file = files.folder(caseId).resolve("rtstruct.dcm");
    if (!Files.isRegularFile(file)) {
      throw new Missing("the case has no structure set yet");
    }
    CtSeries ct = series(caseId);
    String key = caseId + " " + Files.getLastModifiedTime(file);
    return kept(key, () -> read(file, ct));
  }

  private FileContours kept(String key, Supplier<FileContours> make) {
    synchronized (sets) {
      FileContours known = sets.get(key);
      if (known == null) {
        known = make.get();
        sets.put(key, known);
      }
      return known;
    }
  }

  private static FileContours read(Path file, CtSeries ct) {
    try {
      return FileContours.of(StructureSetReader.read(file), ct);
    } catch (IOException e) {
      throw new Missing("the structure set cannot be read");
    }
  }

  private Answer contours(Call call) throws IOException {
    return zipped(delivered(call.path().get(0)).json());
  }

  static Answer zipped(Object json) throws IOException {
    Answer plain = Answer.json(json);
    return new Answer(
        plain.status(),
        plain.contentType(),
        gzip(plain.body()),
        Map.of("Content-Encoding", "gzip"));
  }

  private Answer cut(Call call) throws IOException {
    String caseId = call.path().get(0);
    CtSeries ct = series(caseId);
    Axis depth = Call.choice(Axis.class, "the index", call.path().get(1));
    if (depth == Axis.SLICE) {
      throw new Call.Wrong("a slice has its contours; cuts are along a ROW or a COLUMN");
    }
    int most = depth == Axis.ROW ? ct.grid().rows() : ct.grid().columns();
    int at = Call.number(call.path().get(2), "the index", 0, most - 1);
    FileContours contours =
        call.one("set").isPresent() ? compared(call, caseId) : delivered(caseId);
    return Answer.json(new Cut(ct.grid()).json(contours, depth, at));
  }

  private FileContours compared(Call call, String caseId) {
    return kept(
        caseId + " " + call.one("set").orElseThrow(),
        () -> {
          throw new Missing("the set to compare with is not kept any more; give it again");
        });
  }

  /** A second structure set, to be looked at only: it is not stored. */
  private Answer compare(Call call) throws IOException {
    String caseId = call.path().get(0);
    CtSeries ct = series(caseId);
    Path file = Files.createTempFile("comparison-", ".dcm");
    try {
      Files.write(file, call.body());
      FileContours contours = read(file, ct);
      String key = Passwords.secret();
      kept(caseId + " " + key, () -> contours);
      Map<String, Object> json = new LinkedHashMap<>(contours.json());
      json.put("set", key);
      if (call.hidesIdentifiers()) {
        // Written by another system, which may have put a name in.
        json.put("label", "");
      }
      return zipped(json);
    } catch (RuntimeException e) {
      throw new Call.Wrong("this is no RT Structure Set that can be read");
    } finally {
      Files.delete(file);
    }
  }
}
