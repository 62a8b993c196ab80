package org.contourflow.consent;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.contourflow.dicom.DurableMove;
import org.contourflow.model.Sha256;
import org.contourflow.yaml.YamlText;

/**
 * What stands beside a folder of public data, in {@code consent.yaml}: the only way such data are
 * released. It names every case with a digest of its files, so that nothing put or renamed into the
 * folder later is released with it.
 *
 * @param basis PUBLIC_LICENSED, nothing else
 * @param source where the data come from: a DOI or an address
 * @param licence its name, as the publisher gives it
 * @param contours who drew or approved the contours: the statement vouches for them
 * @param statedBy who says so
 * @param cases by case id: SHA-256 over names and contents of its files
 */
public record PublicStatement(
    Basis basis,
    String source,
    String licence,
    String contours,
    String statedBy,
    LocalDate statedOn,
    Set<Purpose> purposes,
    Map<String, String> cases) {
  /** Its name in the folder of the data. */
  public static final String FILE = "consent.yaml";

  private static final YAMLMapper YAML =
      YAMLMapper.builder(new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER))
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  public PublicStatement {
    require(basis == Basis.PUBLIC_LICENSED, "basis must be PUBLIC_LICENSED");
    require(isText(source), "source is missing: a DOI or an address");
    require(isText(licence), "licence is missing: its name");
    require(isText(contours), "contours is missing: who drew or approved them");
    require(isText(statedBy), "statedBy is missing: who says so");
    require(statedOn != null, "statedOn is missing: a date");
    require(purposes != null && !purposes.isEmpty(), "purposes is missing: TRAINING, ...");
    require(cases != null && !cases.isEmpty(), "cases is missing: each id with its digest");
    purposes = Set.copyOf(purposes);
    cases = Map.copyOf(cases);
  }

  private static boolean isText(String text) {
    return text != null && !text.isBlank();
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * Reads a statement.
   *
   * @throws IOException naming the file and the key that is wrong or missing
   */
  public static PublicStatement read(Path file) throws IOException {
    try {
      String given = Files.readString(file);
      YamlText.require(given, file.getFileName() + "");
      return YAML.readValue(given, PublicStatement.class);
    } catch (JacksonException e) {
      Throwable cause = e.getCause() instanceof IllegalArgumentException ? e.getCause() : e;
      String text = cause == e ? YamlText.told(e) : cause.getMessage();
      throw new IOException(file.getFileName() + ": " + text, e);
    }
  }

  /** Writes it, its cases sorted. */
  public void write(Path file) throws IOException {
    PublicStatement sorted = this;
    Map<String, Object> all = new java.util.LinkedHashMap<>();
    all.put("basis", sorted.basis);
    all.put("source", source);
    all.put("licence", licence);
    all.put("contours", contours);
    all.put("statedBy", statedBy);
    all.put("statedOn", statedOn);
    all.put("purposes", purposes.stream().sorted().toList());
    all.put("cases", new TreeMap<>(cases));
    byte[] text = YAML.writeValueAsString(all).getBytes(StandardCharsets.UTF_8);
    DurableMove.write(file, out -> out.write(text));
  }

  /** Names it by its content, as grounds of a release. */
  String digest() {
    return "statement "
        + Sha256.of(
            (source + "\n" + licence + "\n" + contours + "\n" + new TreeMap<>(cases))
                .getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The digests of cases as they lie in a folder now; reads every byte.
   *
   * @throws IOException if a file cannot be read or a link stands in a file's place
   */
  public static Map<String, String> digests(Path folder, List<String> caseIds) throws IOException {
    FolderCases files = new FolderCases(folder);
    Map<String, String> digests = new TreeMap<>();
    for (String id : caseIds) {
      List<Path> own = files.of(id);
      if (files.firstLink(own).isPresent()) {
        throw new IOException(id + ": a link stands in a file's place; put the file itself there");
      }
      digests.put(id, digest(files, own));
    }
    return digests;
  }

  static String digest(FolderCases names, List<Path> files) throws IOException {
    MessageDigest sha = sha256();
    byte[] buffer = new byte[1 << 16];
    for (Path file : files) {
      String head = names.name(file) + "\n" + Files.size(file) + "\n";
      sha.update(head.getBytes(StandardCharsets.UTF_8));
      try (InputStream in = Files.newInputStream(file)) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          sha.update(buffer, 0, n);
        }
      }
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
