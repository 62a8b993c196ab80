package org.contourflow.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.contourflow.accounts.Role;
import org.contourflow.query.ReadModelJson;
import org.contourflow.review.BlindPair;
import org.contourflow.review.BlindStudies;
import org.contourflow.review.BlindStudies.Progress;
import org.contourflow.review.BlindStudies.Said;
import org.contourflow.review.BlindStudy;
import org.contourflow.review.PersonsWord.Acceptability;

/**
 * Blinded scoring. A browser gets tokens in the place of cases, and drawings as left and right;
 * which is which stays here.
 */
final class StudiesApi {
  private final BlindStudies studies;
  private final ImagesApi images;

  StudiesApi(ConsoleParts parts, ImagesApi images) {
    this.studies = parts.studies();
    this.images = images;
  }

  void addTo(Routes routes) {
    routes
        .add("GET", "/api/studies", Role.PHYSICIST, this::all)
        .add("POST", "/api/studies", Role.ADMIN, this::make)
        .add("GET", "/api/studies/{}/next", Role.PHYSICIST, this::next)
        .add("GET", "/api/studies/{}/grades.csv", Role.ADMIN, this::grades)
        .add("GET", "/api/studies/{}/pairs/{}/scene", Role.PHYSICIST, this::scene)
        .add("GET", "/api/studies/{}/pairs/{}/slices/{}", Role.PHYSICIST, this::slice)
        .add("GET", "/api/studies/{}/pairs/{}/drawings", Role.PHYSICIST, this::drawings)
        .add("PUT", "/api/studies/{}/pairs/{}", Role.PHYSICIST, this::grade);
  }

  private BlindStudy study(Call call) {
    String id = call.path().get(0);
    return studies.find(id).orElseThrow(() -> new Missing("there is no study " + id));
  }

  private static BlindPair pair(BlindStudy study, Call call) {
    return study
        .pairOf(call.session().user(), call.path().get(1))
        .orElseThrow(() -> new Missing("you have no such pair in this study"));
  }

  private Map<String, Object> json(BlindStudy study, String grader) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", study.id());
    json.put("name", study.name());
    json.put("madeAt", study.madeAt());
    json.put("pairs", study.pairs().size());
    json.put("done", studies.done(study, grader));
    return json;
  }

  private Answer all(Call call) {
    List<Map<String, Object>> items =
        studies.all().stream().map(s -> json(s, call.session().user())).toList();
    return Answer.json(ReadModelJson.page(items, null));
  }

  private Answer make(Call call) throws IOException {
    try {
      BlindStudy made = studies.make(call.field("name"), call.session().user());
      return Answer.json(201, json(made, call.session().user()));
    } catch (IllegalArgumentException e) {
      throw new Call.Wrong(e.getMessage());
    }
  }

  private Answer next(Call call) throws IOException {
    BlindStudy study = study(call);
    String grader = call.session().user();
    Progress progress = studies.progress(study, grader);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("done", progress.done());
    json.put("of", progress.of());
    json.put("pair", progress.next().map(p -> study.token(grader, p)).orElse(null));
    json.put("structure", progress.next().map(BlindPair::structure).orElse(null));
    return Answer.json(json);
  }

  private Answer grades(Call call) {
    BlindStudy study = study(call);
    byte[] csv = studies.csv(study, call.session().user()).getBytes(StandardCharsets.UTF_8);
    return Answer.download("text/csv; charset=utf-8", "study-" + study.id() + ".csv", csv);
  }

  private Answer scene(Call call) throws IOException {
    return images.scene(pair(study(call), call).caseId());
  }

  private Answer slice(Call call) throws IOException {
    return images.slice(pair(study(call), call).caseId(), call.path().get(2));
  }

  private Answer drawings(Call call) throws IOException {
    BlindStudy study = study(call);
    BlindPair pair = pair(study, call);
    Optional<Map<String, Object>> drawn =
        studies.drawings(study, call.session().user(), pair, images.series(pair.caseId()));
    return ImagesApi.zipped(
        drawn.orElseThrow(() -> new Missing("the drawings of this pair are not there any more")));
  }

  private Answer grade(Call call) {
    BlindStudy study = study(call);
    BlindPair pair = pair(study, call);
    Said said =
        new Said(
            word(call, "left"),
            word(call, "right"),
            Call.choice(Said.Better.class, "better", call.field("better")));
    studies.grade(study, call.session().user(), pair, said);
    return Answer.nothing();
  }

  private static Acceptability word(Call call, String side) {
    try {
      return Acceptability.ofWord(call.field(side));
    } catch (IllegalArgumentException e) {
      throw new Call.Wrong(side + ": " + e.getMessage());
    }
  }
}
