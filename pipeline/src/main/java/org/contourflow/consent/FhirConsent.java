package org.contourflow.consent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a FHIR R5 Consent (JSON). Only {@code active} opens. {@code decision} is the base; its
 * provisions are exceptions to it, and theirs to them (R5: each level is the negation of the one
 * before). What narrows a provision in a way that cannot be judged here (actor, action, security
 * label, data, code ...) is read to the closed side: such a permit opens nothing, such a deny
 * closes its purpose. An unknown modifier extension refuses the whole resource, as FHIR wants.
 */
public final class FhirConsent {
  private static final String ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

  /**
   * Codes of v3-ActReason for what may be done here; general research (HRESCH) is not among them.
   */
  private static final Map<String, Set<Purpose>> CODES =
      Map.of("MLTRAINING", EnumSet.of(Purpose.TRAINING, Purpose.CALIBRATION));

  /** What narrows a provision beyond purpose and period. */
  private static final List<String> NARROWING =
      List.of(
          "actor",
          "action",
          "securityLabel",
          "documentType",
          "resourceType",
          "code",
          "dataPeriod",
          "data",
          "expression");

  private final ZoneId zone;

  /**
   * @param zone in which dates without a time are days
   */
  public FhirConsent(ZoneId zone) {
    this.zone = zone;
  }

  /**
   * A consent as this project understands it.
   *
   * @param patientId value of the subject's identifier
   * @param evidence the resource's type and id
   */
  public record Imported(String patientId, Act.Given given, String evidence) {}

  /**
   * Reads a resource.
   *
   * @throws IOException with the rule that refuses it; quotes no patient
   */
  public Imported read(String json) throws IOException {
    JsonNode root;
    try {
      root = new JsonMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IOException("this is no JSON: line " + e.getLocation().getLineNr());
    }
    require(root.path("resourceType").asText().equals("Consent"), "this is no FHIR Consent");
    require(
        root.path("status").asText().equals("active"),
        "status is not active: record a withdrawal or an error by hand");
    require(!hasModifier(root), "there is a modifierExtension, which may turn it round");
    require(isVerified(root), "a verification says false");
    String id = root.path("subject").path("identifier").path("value").asText("").strip();
    require(!id.isEmpty(), "subject.identifier.value is missing: the PatientID");
    Optional<Instant> from = instant(root.path("period").path("start").asText(""), false);
    Optional<Instant> until = instant(root.path("period").path("end").asText(""), true);
    Instant start =
        from.or(() -> date(root))
            .orElseThrow(() -> new IOException("neither period.start nor date says from when"));
    Opened opened = opened(root, start, until);
    require(
        !opened.purposes.isEmpty(),
        "no provision permits MLTRAINING of " + ACT_REASON + "; nothing is opened");
    return new Imported(
        id,
        new Act.Given(Basis.CONSENT, opened.purposes, opened.from, opened.until),
        "FHIR Consent/" + root.path("id").asText("?"));
  }

  private Optional<Instant> date(JsonNode root) {
    try {
      return instant(root.path("date").asText(""), false);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private record Opened(Set<Purpose> purposes, Instant from, Optional<Instant> until) {}

  private Opened opened(JsonNode root, Instant from, Optional<Instant> until) throws IOException {
    String decision = root.path("decision").asText("");
    JsonNode provisions = root.path("provision");
    if (decision.equals("permit")) {
      // A permit of everything names no purpose: it is too wide to be one for machine learning.
      require(!isEmpty(provisions), "decision permit without provision names no purpose");
      throw new IOException(
          "decision permit with exceptions names no purpose that is permitted; give decision deny"
              + " with a provision for MLTRAINING");
    }
    require(decision.equals("deny"), "decision must be permit or deny");
    Set<Purpose> purposes = EnumSet.noneOf(Purpose.class);
    Instant start = from;
    Optional<Instant> end = until;
    for (JsonNode provision : provisions) {
      Set<Purpose> here = purposes(provision);
      if (here.isEmpty() || isNarrowed(provision)) {
        continue; // Not for us, or only for some: opens nothing.
      }
      for (JsonNode exception : provision.path("provision")) {
        here.removeAll(isEmpty(exception.path("purpose")) ? here : purposes(exception));
      }
      if (here.isEmpty()) {
        continue;
      }
      purposes.addAll(here);
      Optional<Instant> begins = instant(provision.path("period").path("start").asText(""), false);
      Optional<Instant> ends = instant(provision.path("period").path("end").asText(""), true);
      start = begins.filter(start::isBefore).orElse(start);
      Optional<Instant> outer = end;
      end = ends.filter(e -> outer.map(e::isBefore).orElse(true)).or(() -> outer);
    }
    return new Opened(purposes, start, end);
  }

  private static Set<Purpose> purposes(JsonNode provision) {
    Set<Purpose> purposes = EnumSet.noneOf(Purpose.class);
    for (JsonNode coding : provision.path("purpose")) {
      if (coding.path("system").asText().equals(ACT_REASON)) {
        purposes.addAll(CODES.getOrDefault(coding.path("code").asText(), Set.of()));
      }
    }
    return purposes;
  }

  private static boolean isNarrowed(JsonNode provision) {
    return NARROWING.stream().anyMatch(n -> !isEmpty(provision.path(n)));
  }

  private static boolean isEmpty(JsonNode node) {
    return node.isMissingNode() || node.isNull() || node.isContainerNode() && node.isEmpty();
  }

  private static boolean hasModifier(JsonNode node) {
    if (node.isObject() && node.has("modifierExtension")) {
      return true;
    }
    for (JsonNode child : node) {
      if (hasModifier(child)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isVerified(JsonNode root) {
    for (JsonNode verification : root.path("verification")) {
      if (!verification.path("verified").asBoolean(false)) {
        return false;
      }
    }
    return true;
  }

  /** A FHIR dateTime; a date alone is its first instant, as an end the first instant after it. */
  private Optional<Instant> instant(String text, boolean isEnd) throws IOException {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      if (text.contains("T")) {
        return Optional.of(OffsetDateTime.parse(text).toInstant());
      }
      LocalDate first =
          switch (text.length()) {
            case 4 -> LocalDate.of(Integer.parseInt(text), 1, 1);
            case 7 -> YearMonth.parse(text).atDay(1);
            default -> LocalDate.parse(text);
          };
      LocalDate day =
          !isEnd
              ? first
              : switch (text.length()) {
                case 4 -> first.plusYears(1);
                case 7 -> first.plusMonths(1);
                default -> first.plusDays(1);
              };
      return Optional.of(day.atStartOfDay(zone).toInstant());
    } catch (DateTimeParseException | NumberFormatException e) {
      throw new IOException("a date is not one of FHIR: year, month, day, or with time and zone");
    }
  }

  private static void require(boolean condition, String message) throws IOException {
    if (!condition) {
      throw new IOException("this Consent opens nothing: " + message);
    }
  }
}
