package org.contourflow.consent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a FHIR R5 Consent (JSON). Only {@code active} opens. {@code decision} is the base; its
 * provisions are exceptions to it, and theirs to them (R5: each level is the negation of the one
 * before). What narrows a provision in a way that cannot be judged here (actor, action, security
 * label, data, code ...) is read to the closed side: such a permit opens nothing, such a deny
 * closes its purpose. An unknown modifier extension refuses the whole resource, as FHIR wants.
 */
public final class FhirConsent {
  /** Characters of a resource that is read; a Consent has some thousands. */
  public static final int LONGEST = 1 << 20;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");

  /** Of two keys of one name a reader may take either: such a resource is none. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

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
  public record Imported(String patientId, Act.Given given, String evidence) {
    /**
     * Whether it is this patient's.
     *
     * @param issuer of the PatientID, as the case's files name it; may be empty
     */
    public boolean isOf(PatientRef patient, ConsentKey key, String issuer) {
      return key.refOf(patientId, issuer).equals(patient);
    }

    @Override
    public String toString() {
      return "(a consent)"; // The ID is nobody's to print.
    }
  }

  /**
   * Reads a file, which need not be small.
   *
   * @throws IOException as {@link #read(String)}, or if it is no text
   */
  public Imported read(Path file) throws IOException {
    require(Files.size(file) <= 4L * LONGEST, "it is longer than " + LONGEST + " characters");
    try {
      return read(Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new IOException("this is no JSON: it is not in UTF-8", e);
    }
  }

  /**
   * Reads a resource.
   *
   * @throws IOException with the rule that refuses it; quotes no patient
   */
  public Imported read(String json) throws IOException {
    require(json.length() <= LONGEST, "it is longer than " + LONGEST + " characters");
    JsonNode root;
    try {
      root = JSON.readTree(json.startsWith("\uFEFF") ? json.substring(1) : json);
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
      throw new IOException("this is no JSON, or names a key twice" + line);
    }
    require(root.path("resourceType").asText().equals("Consent"), "this is no FHIR Consent");
    require(
        root.path("status").asText().equals("active"),
        "status is not active: record a withdrawal or an error by hand");
    require(!hasModifier(root), "there is a modifierExtension, which may turn it round");
    require(!root.has("implicitRules"), "there are implicitRules, which may turn it round");
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
        evidence(root.path("id").asText(""), id));
  }

  /** The resource's id, unless it is no id of FHIR or holds the patient's. */
  private static String evidence(String resourceId, String patientId) {
    boolean tells =
        resourceId.toUpperCase(Locale.ROOT).contains(patientId.toUpperCase(Locale.ROOT));
    return ID.matcher(resourceId).matches() && !tells
        ? "FHIR Consent/" + resourceId
        : "FHIR Consent without a usable id";
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
