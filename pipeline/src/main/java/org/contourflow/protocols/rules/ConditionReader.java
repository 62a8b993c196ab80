package org.contourflow.protocols.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomVr;
import org.contourflow.model.manifest.Plausibility.BodyPart;
import org.contourflow.protocols.YamlNodes;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the condition of a rule; see {@link RuleReader}. */
final class ConditionReader {
  private static final List<String> ATTRIBUTE_KEYS =
      List.of("attribute", "value", "over", "equals", "in", "matches", "present", "from", "to");
  private static final List<String> SERIES_KEYS = List.of("series", "equals", "from", "to");
  private static final List<String> ANATOMY_KEYS = List.of("anatomy", "from", "to");
  private static final Condition NOTHING = new Condition.All(List.of());

  private final YamlNodes yaml;

  ConditionReader(YamlNodes yaml) {
    this.yaml = yaml;
  }

  Condition read(Node node) {
    if (node instanceof SequenceNode sequence) {
      return new Condition.All(sequence.getValue().stream().map(this::read).toList());
    }
    return switch (firstKey(node)) {
      case "all" -> read(yaml.fields(node, "when", List.of("all")).node("all").orElseThrow());
      case "any" ->
          new Condition.Any(
              yaml.fields(node, "when", List.of("any")).list("any").stream()
                  .map(this::read)
                  .toList());
      case "not" ->
          new Condition.Not(
              read(yaml.fields(node, "when", List.of("not")).node("not").orElseThrow()));
      case "series" -> series(node);
      case "anatomy" -> anatomy(node);
      case "attribute" -> attribute(node);
      default -> {
        yaml.problem(
            node,
            "when",
            "",
            "a condition starts with attribute, series, anatomy, all, any or not");
        yield NOTHING;
      }
    };
  }

  /** Of the keys that tell what kind of condition it is, the one that is there. */
  private static String firstKey(Node node) {
    if (node instanceof MappingNode mapping) {
      for (String kind : List.of("all", "any", "not", "series", "anatomy", "attribute")) {
        boolean there =
            mapping.getValue().stream()
                .anyMatch(
                    tuple ->
                        tuple.getKeyNode() instanceof ScalarNode key
                            && key.getValue().equals(kind));
        if (there) {
          return kind;
        }
      }
    }
    return "";
  }

  private Condition series(Node node) {
    YamlNodes.Fields fields = yaml.fields(node, "series", SERIES_KEYS);
    String key = fields.scalar("series").orElse("");
    Optional<SeriesFact> fact =
        Arrays.stream(SeriesFact.values()).filter(one -> one.key().equals(key)).findFirst();
    Optional<NumberRange> range = range(node, fields);
    if (fact.isEmpty()) {
      String allowed =
          String.join(", ", Arrays.stream(SeriesFact.values()).map(SeriesFact::key).toList());
      yaml.problem(node, "series", key, "must be one of " + allowed);
    } else if (range.isEmpty()) {
      yaml.problem(node, "series", key, "needs equals, from or to");
    } else {
      return new Condition.Series(fact.get(), range.get());
    }
    return NOTHING;
  }

  private Condition anatomy(Node node) {
    YamlNodes.Fields fields = yaml.fields(node, "anatomy", ANATOMY_KEYS);
    String key = fields.scalar("anatomy").orElse("");
    Optional<BodyPart> part =
        Arrays.stream(BodyPart.values())
            .filter(one -> Condition.Anatomy.key(one).equals(key))
            .findFirst();
    if (part.isEmpty()) {
      String allowed =
          String.join(", ", Arrays.stream(BodyPart.values()).map(Condition.Anatomy::key).toList());
      yaml.problem(node, "anatomy", key, "must be one of " + allowed);
      return NOTHING;
    }
    return new Condition.Anatomy(part.get(), range(node, fields));
  }

  private Optional<NumberRange> range(Node node, YamlNodes.Fields fields) {
    Optional<Double> same = fields.node("in").isPresent() ? Optional.empty() : equal(fields);
    Optional<Double> from = same.or(() -> fields.number("from"));
    Optional<Double> to = same.or(() -> fields.number("to"));
    if (from.isEmpty() && to.isEmpty()) {
      return Optional.empty();
    }
    double lowest = from.orElse(Double.NEGATIVE_INFINITY);
    double highest = to.orElse(Double.POSITIVE_INFINITY);
    if (!(lowest <= highest)) {
      yaml.problem(node, "from", NumberRange.format(lowest), "must not be above to");
      return Optional.empty();
    }
    return Optional.of(new NumberRange(lowest, highest));
  }

  private static Optional<Double> equal(YamlNodes.Fields fields) {
    return fields.node("series").isPresent() ? fields.number("equals") : Optional.empty();
  }

  private Condition attribute(Node node) {
    YamlNodes.Fields fields = yaml.fields(node, "attribute", ATTRIBUTE_KEYS);
    String text = fields.scalar("attribute").orElse("");
    Optional<AttributePath> path = AttributePath.parse(text, valueNumber(node, fields));
    if (path.isEmpty()) {
      yaml.problem(
          node, "attribute", text, "must be a DICOM keyword such as SeriesDescription, or a tag");
      return NOTHING;
    }
    SliceQuantifier over = fields.oneOf("over", SliceQuantifier.values(), SliceQuantifier.ALL);
    return test(node, fields, path.get())
        .<Condition>map(test -> new Condition.Attribute(path.get(), over, test))
        .orElse(NOTHING);
  }

  private OptionalInt valueNumber(Node node, YamlNodes.Fields fields) {
    Optional<Double> number = fields.number("value");
    if (number.isEmpty()) {
      return OptionalInt.empty();
    }
    if (number.get() != Math.rint(number.get()) || number.get() < 1) {
      yaml.problem(node, "value", NumberRange.format(number.get()), "must be 1 or more");
      return OptionalInt.empty();
    }
    return OptionalInt.of(number.get().intValue());
  }

  private Optional<ValueTest> test(Node node, YamlNodes.Fields fields, AttributePath path) {
    List<String> kinds =
        List.of("equals", "in", "matches", "present", "from", "to").stream()
            .filter(key -> fields.node(key).isPresent())
            .toList();
    boolean onlyRange = kinds.equals(List.of("from", "to"));
    if (kinds.size() != 1 && !onlyRange) {
      yaml.problem(
          node, path.text(), "", "needs one of equals, in, matches, present, or from and to");
      return Optional.empty();
    }
    return switch (kinds.get(0)) {
      case "equals" -> fields.scalar("equals").flatMap(value -> oneOf(node, List.of(value), path));
      case "in" -> oneOf(node, fields.texts("in"), path);
      case "matches" -> fields.scalar("matches").flatMap(regex -> matches(node, regex));
      case "present" -> present(node, fields);
      default -> inRange(node, fields, path);
    };
  }

  private Optional<ValueTest> oneOf(Node node, List<String> values, AttributePath path) {
    DicomVr vr = DicomTag.vr(path.tag());
    if (values.isEmpty()) {
      yaml.problem(node, "in", "", "must have at least one value");
    }
    for (String value : values) {
      boolean numeric = vr.kind() == DicomVr.Kind.NUMBER;
      if (numeric && ValueComparison.number(value, vr).isEmpty()) {
        yaml.problem(node, path.text(), value, "must be a number (its VR is " + vr + ")");
        return Optional.empty();
      }
    }
    return Optional.of(new ValueTest.OneOf(values));
  }

  private Optional<ValueTest> matches(Node node, String regex) {
    try {
      return Optional.of(new ValueTest.Matches(Pattern.compile(regex)));
    } catch (PatternSyntaxException e) {
      yaml.problem(node, "matches", regex, "must be a regular expression: " + e.getDescription());
      return Optional.empty();
    }
  }

  private Optional<ValueTest> present(Node node, YamlNodes.Fields fields) {
    String value = fields.scalar("present").orElse("");
    if (!value.equals("true") && !value.equals("false")) {
      yaml.problem(node, "present", value, "must be true or false");
      return Optional.empty();
    }
    return Optional.of(new ValueTest.Present(value.equals("true")));
  }

  private Optional<ValueTest> inRange(Node node, YamlNodes.Fields fields, AttributePath path) {
    DicomVr vr = DicomTag.vr(path.tag());
    boolean number = vr.kind() == DicomVr.Kind.NUMBER || vr == DicomVr.AS || vr == DicomVr.UN;
    if (!number) {
      yaml.problem(
          node, path.text(), "", "has no numbers (its VR is " + vr + "); use equals or matches");
      return Optional.empty();
    }
    return range(node, fields).map(ValueTest.InRange::new);
  }
}
