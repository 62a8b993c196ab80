package org.contourflow.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.contourflow.accounts.Role;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;
import org.contourflow.query.CaseQueries;
import org.contourflow.review.EditKind;
import org.contourflow.review.Measured;
import org.contourflow.review.PersonsWord;
import org.contourflow.review.ReviewRecord;
import org.contourflow.review.ReviewStore;
import org.contourflow.review.ReviewedStructure;
import org.contourflow.review.Verdict;

/** What clinicians left of a case's contours, by rule and by the person's own word. */
final class ReviewsApi {
  private final ReviewStore reviews;
  private final CaseQueries cases;
  private final RunLog runLog;

  ReviewsApi(ConsoleParts parts) {
    this.reviews = parts.reviews();
    this.cases = parts.questions().cases();
    this.runLog = parts.runLog();
  }

  void addTo(Routes routes) {
    routes
        .add("GET", "/api/cases/{}/reviews", Role.VIEWER, this::all)
        .add("PUT", "/api/cases/{}/reviews/{}/word", Role.PHYSICIST, this::say);
  }

  private Answer all(Call call) {
    String caseId = call.path().get(0);
    if (cases.find(caseId).isEmpty()) {
      throw new Missing("there is no case " + caseId);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("verdicts", Arrays.stream(Verdict.values()).map(Verdict::word).toList());
    json.put("errors", Arrays.stream(EditKind.values()).map(EditKind::word).toList());
    json.put("items", reviews.ofCase(caseId).stream().map(ReviewsApi::json).toList());
    return Answer.json(json);
  }

  private static Map<String, Object> json(ReviewRecord review) {
    PersonsWord word = review.word();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("review", review.id());
    json.put("at", review.from().at());
    json.put("approval", review.from().approval());
    json.put("acceptability", word.acceptability().map(a -> a.word()).orElse(""));
    json.put("reviewMinutes", boxed(word.reviewMinutes()));
    json.put("editMinutes", boxed(word.editMinutes()));
    json.put("grade", word.staffGrade().orElse(""));
    json.put(
        "structures", review.set().structures().stream().map(s -> structure(s, word)).toList());
    return json;
  }

  private static Map<String, Object> structure(ReviewedStructure structure, PersonsWord word) {
    PersonsWord.OfStructure said = word.of(structure.name());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", structure.name());
    json.put("verdict", structure.verdict().word());
    json.put("error", structure.kind().word());
    json.put("redrawn", structure.measured().map(Measured::addedPathShare).orElse(null));
    json.put("verdictByPerson", said.verdict().map(Verdict::word).orElse(""));
    json.put("errorByPerson", said.error().map(EditKind::word).orElse(""));
    return json;
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  /** Stands beside what the rule says, in the place of an earlier word. */
  private Answer say(Call call) {
    String caseId = call.path().get(0);
    int id = Call.number(call.path().get(1), "review", 1, Integer.MAX_VALUE);
    ReviewRecord review =
        reviews
            .find(id)
            .filter(r -> r.of().caseId().equals(caseId))
            .orElseThrow(() -> new Missing("case " + caseId + " has no review " + id));
    PersonsWord said = word(call);
    List<String> unknown = said.unknownTo(review.set());
    if (!unknown.isEmpty()) {
      throw new Call.Wrong(unknown + " are no structures of review " + id);
    }
    reviews.say(id, said);
    String user = call.session().user();
    runLog.append(
        caseId,
        EventType.CASE_VERDICT,
        "word for review " + id + " by " + user + ": " + summary(said));
    return Answer.json(json(reviews.find(id).orElseThrow()));
  }

  private static PersonsWord word(Call call) {
    try {
      return PersonsWord.read("the word", new String(call.body(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new Call.Wrong(e.getMessage());
    }
  }

  private static String summary(PersonsWord said) {
    return said.acceptability().map(a -> a.word()).orElse("no word of the whole set")
        + ", "
        + said.structures().size()
        + " structure(s)";
  }
}
