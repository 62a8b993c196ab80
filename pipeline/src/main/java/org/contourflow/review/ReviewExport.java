package org.contourflow.review;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.contourflow.audit.CsvCell;
import org.contourflow.metrics.SliceChange;

/**
 * Reviews as tables: a line a structure, with the fields that NICE's early value assessment HTE11
 * asks centres to collect (acceptability, amount of edits, time to review and to edit with the
 * grade of staff, errors by type), and a line a changed slice.
 */
public final class ReviewExport {
  /** Column to its text; numbers with a point, nothing where there is none. */
  private static final Map<String, BiFunction<ReviewRecord, ReviewedStructure, String>> COLUMNS =
      columns();

  private ReviewExport() {}

  private static Map<String, BiFunction<ReviewRecord, ReviewedStructure, String>> columns() {
    Map<String, BiFunction<ReviewRecord, ReviewedStructure, String>> c = new LinkedHashMap<>();
    c.put("review", (r, s) -> r.id() == 0 ? "" : Long.toString(r.id()));
    c.put("case", (r, s) -> r.of().caseId());
    c.put("received", (r, s) -> r.from().at().toString());
    c.put("protocol", (r, s) -> r.of().protocol());
    c.put("model", (r, s) -> r.of().model());
    c.put("site", (r, s) -> r.of().scanner().site());
    c.put("scanner", (r, s) -> r.of().scanner().scanner());
    c.put("kernel", (r, s) -> r.of().scanner().kernel());
    c.put("approval", (r, s) -> r.from().approval());
    c.put("structure", (r, s) -> s.name());
    c.put("came_back_as", (r, s) -> s.cameBackAs().orElse(""));
    c.put("matched_by", (r, s) -> s.matchedBy().map(b -> lower(b.name())).orElse(""));
    c.put("verdict", (r, s) -> s.verdict().word());
    c.put(
        "verdict_by_person",
        (r, s) -> r.word().of(s.name()).verdict().map(Verdict::word).orElse(""));
    c.put("edit_kind", (r, s) -> s.kind().word());
    c.put(
        "error_by_person", (r, s) -> r.word().of(s.name()).error().map(EditKind::word).orElse(""));
    c.put(
        "set_acceptability",
        (r, s) -> r.word().acceptability().map(PersonsWord.Acceptability::word).orElse(""));
    c.put("set_review_minutes", (r, s) -> number(r.word().reviewMinutes()));
    c.put("set_edit_minutes", (r, s) -> number(r.word().editMinutes()));
    c.put("staff_grade", (r, s) -> r.word().staffGrade().orElse(""));
    figures().forEach((name, figure) -> c.put(name, (r, s) -> figure(s, figure)));
    c.put("untouched", (r, s) -> s.measured().map(m -> m.untouched() ? "yes" : "no").orElse(""));
    c.put("losses", (r, s) -> String.join("; ", s.losses()));
    c.put("verdict_limits", (r, s) -> r.set().rules().text());
    return c;
  }

  /** The figures of a structure by their column, in the file's order. */
  public static Map<String, ToDoubleFunction<Measured>> figures() {
    Map<String, ToDoubleFunction<Measured>> f = new LinkedHashMap<>();
    f.put("dice", m -> m.score().dice());
    f.put("surface_dice_1mm", m -> m.score().surfaceDice1Mm());
    f.put("surface_dice_2mm", m -> m.score().surfaceDice2Mm());
    f.put("surface_dice_3mm", m -> m.score().surfaceDice3Mm());
    f.put("hd95_mm", m -> m.score().hausdorff95Mm());
    f.put("mean_distance_mm", m -> m.score().meanDistanceMm());
    f.put("added_path_length_mm", m -> m.score().addedPathLengthMm());
    f.put("added_path_share", Measured::addedPathShare);
    f.put("volume_delivered_cc", m -> m.score().volumeCc());
    f.put("volume_came_back_cc", m -> m.score().referenceCc());
    f.put("shift_left_mm", m -> m.shift().toLeftMm());
    f.put("shift_posterior_mm", m -> m.shift().toPosteriorMm());
    f.put("shift_head_mm", m -> m.shift().toHeadMm());
    f.put("slices_changed", m -> m.slices().size());
    f.put("added_mm2", Measured::addedMm2);
    f.put("removed_mm2", Measured::removedMm2);
    return f;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String figure(ReviewedStructure s, ToDoubleFunction<Measured> figure) {
    return s.measured().map(m -> number(OptionalDouble.of(figure.applyAsDouble(m)))).orElse("");
  }

  /** Up to four decimals; nothing for what is no finite number. */
  private static String number(OptionalDouble value) {
    if (value.isEmpty() || !Double.isFinite(value.getAsDouble())) {
      return "";
    }
    return java.math.BigDecimal.valueOf(value.getAsDouble())
        .setScale(4, java.math.RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }

  /** A line a structure, under a head. */
  public static String csv(List<ReviewRecord> reviews) {
    StringBuilder text = new StringBuilder(String.join(",", COLUMNS.keySet())).append('\n');
    for (ReviewRecord review : reviews) {
      for (ReviewedStructure structure : review.set().structures()) {
        text.append(
                COLUMNS.values().stream()
                    .map(column -> quoted(column.apply(review, structure)))
                    .collect(Collectors.joining(",")))
            .append('\n');
      }
    }
    return text.toString();
  }

  /** A line a changed slice, under a head; slices count from 1. */
  public static String slicesCsv(List<ReviewRecord> reviews) {
    StringBuilder text =
        new StringBuilder(
            "review,case,structure,slice,before_mm2,after_mm2,added_mm2,removed_mm2\n");
    for (ReviewRecord review : reviews) {
      for (ReviewedStructure structure : review.set().structures()) {
        for (SliceChange c :
            structure.measured().map(Measured::slices).orElse(List.<SliceChange>of())) {
          text.append(
              String.format(
                  Locale.ROOT,
                  "%s,%s,%s,%d,%.2f,%.2f,%.2f,%.2f%n",
                  review.id() == 0 ? "" : Long.toString(review.id()),
                  quoted(review.of().caseId()),
                  quoted(structure.name()),
                  c.slice() + 1,
                  c.beforeMm2(),
                  c.afterMm2(),
                  c.addedMm2(),
                  c.removedMm2()));
        }
      }
    }
    return text.toString();
  }

  static String quoted(String text) {
    return CsvCell.of(text);
  }

  /** The same as JSON, a review an object, with each changed slice. */
  public static String json(List<ReviewRecord> reviews) {
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode all = mapper.createArrayNode();
    for (ReviewRecord review : reviews) {
      ObjectNode node = all.addObject();
      node.put("recognisedBy", review.from().recognisedBy());
      review.set().unclear().forEach(node.putArray("unclearNames")::add);
      review.set().problems().forEach(node.putArray("problems")::add);
      ArrayNode structures = node.putArray("structures");
      for (ReviewedStructure structure : review.set().structures()) {
        ObjectNode one = structures.addObject();
        COLUMNS.forEach((name, column) -> put(one, name, column.apply(review, structure)));
        ArrayNode slices = one.putArray("slices");
        structure.measured().ifPresent(m -> m.slices().forEach(c -> slices.add(slice(mapper, c))));
      }
    }
    return all.toPrettyString() + "\n";
  }

  private static void put(ObjectNode node, String name, String text) {
    if (figures().containsKey(name) || name.endsWith("_minutes")) {
      if (text.isEmpty()) {
        node.putNull(name);
      } else {
        node.put(name, Double.parseDouble(text));
      }
    } else {
      node.put(name, text);
    }
  }

  private static ObjectNode slice(ObjectMapper mapper, SliceChange c) {
    return mapper
        .createObjectNode()
        .put("slice", c.slice() + 1)
        .put("before_mm2", c.beforeMm2())
        .put("after_mm2", c.afterMm2())
        .put("added_mm2", c.addedMm2())
        .put("removed_mm2", c.removedMm2());
  }

  /** Writes {@code review.csv}, {@code slices.csv} and {@code review.json} into a folder. */
  public static void write(List<ReviewRecord> reviews, Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("review.csv"), csv(reviews));
    Files.writeString(folder.resolve("slices.csv"), slicesCsv(reviews));
    Files.writeString(folder.resolve("review.json"), json(reviews));
  }
}
