package org.contourflow.protocols.rules;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.contourflow.dicom.DicomVr;

/** What is asked of an attribute's value. Of several values one is enough. */
public sealed interface ValueTest {

  /** "in [HEAD, NECK]". */
  String describe();

  /** Whether a value passes. */
  boolean passes(String value, DicomVr vr);

  /** The attribute is there with a value, or is not. */
  record Present(boolean wanted) implements ValueTest {
    @Override
    public String describe() {
      return wanted ? "is present" : "is absent";
    }

    @Override
    public boolean passes(String value, DicomVr vr) {
      return wanted;
    }
  }

  /** The value is one of these, compared by its VR; see {@link ValueComparison}. */
  record OneOf(List<String> wanted) implements ValueTest {
    public OneOf {
      wanted = List.copyOf(wanted);
    }

    @Override
    public String describe() {
      return wanted.size() == 1
          ? "equals " + wanted.get(0)
          : wanted.stream().collect(Collectors.joining(", ", "in [", "]"));
    }

    @Override
    public boolean passes(String value, DicomVr vr) {
      return wanted.stream().anyMatch(one -> ValueComparison.same(one, value, vr));
    }
  }

  /** The regular expression is found in the value; {@code ^} and {@code $} bind it to the ends. */
  record Matches(Pattern pattern) implements ValueTest {
    @Override
    public String describe() {
      return "matches " + pattern.pattern();
    }

    @Override
    public boolean passes(String value, DicomVr vr) {
      return pattern.matcher(value).find();
    }
  }

  /** A number, or an age in years, in a range. */
  record InRange(NumberRange range) implements ValueTest {
    @Override
    public String describe() {
      return range.describe();
    }

    @Override
    public boolean passes(String value, DicomVr vr) {
      var number = ValueComparison.number(value, vr);
      return number.isPresent() && range.contains(number.getAsDouble());
    }
  }
}
