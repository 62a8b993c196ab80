package org.contourflow.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.contourflow.assembly.WatchedHome;
import org.contourflow.audit.EventType;
import org.contourflow.cases.CaseRecord;
import org.contourflow.cases.CaseState;
import org.contourflow.cases.StructureSetStore.ArrivedSet;
import org.contourflow.cases.StructureSetStore.SetState;
import org.contourflow.dicom.DicomDataset;
import org.contourflow.dicom.DicomFile;
import org.contourflow.dicom.DicomFiles;
import org.contourflow.dicom.DicomTag;
import org.contourflow.dicom.DicomUid;
import org.contourflow.home.Quarantine;
import org.contourflow.intake.Intake;
import org.contourflow.intake.StructureSetShelf;
import org.contourflow.rtstruct.convert.MasksToStructureSet;
import org.contourflow.rtstruct.read.CtFolder;
import org.contourflow.rtstruct.write.DestinationProfile;
import org.contourflow.rtstruct.write.ReferencedSeries;
import org.contourflow.rtstruct.write.StructureSetOutcome;
import org.contourflow.series.MissingUids;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.store.JdbcReviewStore;
import org.contourflow.store.JdbcStructureSetStore;
import org.contourflow.testdata.Phantom;
import org.contourflow.volume.BinaryMask;
import org.contourflow.volume.io.NrrdWriter;
import org.contourflow.workflow.DeliveredOnDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose set it is that arrives, with a real store, intake and CT; contours are boxes. */
class ReviewDeskTest {
  @TempDir static Path once;
  @TempDir Path folder;
  private WatchedHome at;
  private Intake intake;
  private StructureSetShelf shelf;
  private JdbcStructureSetStore sets;
  private JdbcReviewStore reviews;
  private ReviewDesk desk;
  private ReferencedSeries ct;
  private CaseRecord record;
  private int files;
  private int told;

  @BeforeAll
  static void phantoms() throws Exception {
    Phantom.small().build().writeTo(once.resolve("ct"));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path file : WatchedHome.filesBelow(from)) {
      Files.copy(file, to.resolve(file.getFileName()));
    }
  }

  @BeforeEach
  void deliveredCase() throws Exception {
    at = new WatchedHome(folder.resolve("home"));
    Clock clock = Clock.systemUTC();
    sets = new JdbcStructureSetStore(at.database, clock);
    reviews = new JdbcReviewStore(at.database);
    shelf = new StructureSetShelf(at.home, sets, at.runLog, clock);
    intake =
        new Intake(
                at.home,
                new JdbcArrivalStore(at.database, clock),
                new Quarantine(at.home.quarantine(), at.runLog, clock),
                at.runLog,
                new Intake.Policy(50_000_000, MissingUids.REFUSE))
            .keepingStructureSets(shelf);
    desk = desk(VerdictRules.USUAL);
    ct = series(once.resolve("ct"));
    copy(once.resolve("ct"), at.home.inbox().resolve("ct"));
    at.takeAll(at.home.inbox().resolve("ct"));
    at.watch.tick();
    record = at.cases.all().get(0);
  }

  private ReviewDesk desk(VerdictRules rules) {
    return desk(rules, review -> told++);
  }

  private ReviewDesk desk(VerdictRules rules, Consumer<ReviewRecord> then) {
    return new ReviewDesk(
        at.home,
        sets,
        at.cases,
        reviews,
        new DeliveredOnDisk(at.home, at.watch, protocol -> Map.of("Larynx", List.of("Kehlkopf"))),
        rules,
        at.runLog,
        then);
  }

  @AfterEach
  void close() {
    at.close();
  }

  private static ReferencedSeries series(Path ct) throws IOException {
    return ((CtFolder.Outcome.Found) CtFolder.load(ct, Optional.empty())).series();
  }

  private static BinaryMask box(ReferencedSeries on, int column) {
    return BinaryMask.of(
        on.grid(),
        (s, r, c) -> s > 2 && s < 7 && r > 9 && r < 20 && c >= column && c < column + 10);
  }

  private Path written(ReferencedSeries on, Map<String, BinaryMask> masks) throws Exception {
    Path in = Files.createDirectories(folder.resolve("masks-" + files++));
    for (Map.Entry<String, BinaryMask> mask : masks.entrySet()) {
      NrrdWriter.write(in.resolve(mask.getKey() + ".nrrd"), mask.getValue());
    }
    StructureSetOutcome outcome =
        new MasksToStructureSet(
                DestinationProfile.named("generic"),
                false,
                0,
                false,
                "TEST",
                LocalDateTime.of(2026, 1, 2, 3, 4))
            .convert(on, in, Map.of());
    Path file = folder.resolve("set-" + files++ + ".dcm");
    ((StructureSetOutcome.Completed) outcome).writeTo(file);
    return file;
  }

  /** What the product would have left in the case's folder. */
  private Path deliver() throws Exception {
    Path set = written(ct, Map.of("Larynx", box(ct, 20), "Parotid_R", box(ct, 5)));
    Path place = at.home.cases().resolve(record.caseId());
    Files.createDirectories(place);
    Files.copy(set, place.resolve("rtstruct.dcm"));
    Files.writeString(
        place.resolve("segmentation.json"),
        "{\"structures\": [], \"notes\": [], \"contouringSeconds\": 1}");
    return set;
  }

  /** A clinician's set: its own UID, names of another system. */
  private Path edited() throws Exception {
    return changed(
        written(ct, Map.of("Kehlkopf", box(ct, 22), "Rt_Parotid", box(ct, 5))),
        set -> set.put(DicomTag.SOPInstanceUID, uid()));
  }

  private static String uid() {
    return "2.25." + (UUID.randomUUID().getMostSignificantBits() >>> 1);
  }

  private Path changed(Path file, Consumer<DicomDataset> edit) throws Exception {
    DicomFile read = DicomFiles.read(file);
    edit.accept(read.dataset());
    Path out = folder.resolve("changed-" + files++ + ".dcm");
    DicomFiles.write(out, read.dataset(), read.transferSyntaxUid());
    return out;
  }

  /** Drops it into the inbox, and has the desk look. */
  private ArrivedSet arrive(Path file) throws Exception {
    Path dropped = at.home.inbox().resolve(file.getFileName());
    Files.copy(file, dropped);
    assertThat(intake.takeFile(dropped)).isTrue();
    assertThat(dropped).doesNotExist();
    desk.turn();
    List<ArrivedSet> all = sets.all();
    return all.get(all.size() - 1);
  }

  @Test
  void an_edited_set_is_measured_against_what_was_delivered() throws Exception {
    deliver();
    ArrivedSet set = arrive(edited());
    assertThat(set.state()).isEqualTo(SetState.REVIEWED);
    assertThat(set.caseId()).isEqualTo(record.caseId());
    ReviewRecord review = reviews.ofCase(record.caseId()).get(0);
    assertThat(review.from().recognisedBy()).isEqualTo("the series it refers to");
    assertThat(review.from().approval()).isEqualTo("UNAPPROVED");
    assertThat(review.set().structures())
        .extracting(
            ReviewedStructure::name, s -> s.cameBackAs().orElse(""), ReviewedStructure::verdict)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("Larynx", "Kehlkopf", Verdict.MAJOR),
            org.assertj.core.groups.Tuple.tuple("Parotid_R", "Rt_Parotid", Verdict.ACCEPTED));
    assertThat(at.textsOf(EventType.REVIEWED)).singleElement().asString().contains("1 accepted");
    assertThat(told).isEqualTo(1);
    assertThat(at.cases.all()).hasSize(1);
    assertThat(at.inQuarantine()).isEmpty();
  }

  @Test
  void a_sites_own_limits_judge_and_stand_with_the_review() throws Exception {
    deliver();
    VerdictRules lax = new VerdictRules(0.99, 0.2, 20, 0.1);
    desk = desk(lax);
    arrive(edited());
    ReviewedSet set = reviews.ofCase(record.caseId()).get(0).set();
    assertThat(set.structures())
        .filteredOn(s -> s.name().equals("Larynx"))
        .extracting(ReviewedStructure::verdict)
        .containsExactly(Verdict.MINOR);
    assertThat(set.rules()).isEqualTo(lax);
  }

  @Test
  void a_review_stays_one_where_who_hears_of_it_fails() throws Exception {
    deliver();
    desk =
        desk(
            VerdictRules.USUAL,
            review -> {
              throw new IllegalStateException("the charts cannot be read");
            });
    assertThat(arrive(edited()).state()).isEqualTo(SetState.REVIEWED);
    assertThat(at.textsOf(EventType.REVIEW_FAILED)).isEmpty();
  }

  @Test
  void our_own_set_coming_back_is_no_verdict() throws Exception {
    Path own = deliver();
    assertThat(arrive(own).state()).isEqualTo(SetState.OWN);
    // An archive that changed the header has changed no contour.
    Path coerced = changed(own, set -> set.put(DicomTag.AccessionNumber, "A1"));
    assertThat(arrive(coerced).state()).isEqualTo(SetState.OWN);
    assertThat(reviews.all()).isEmpty();
    assertThat(at.textsOf(EventType.OWN_SET_CAME_BACK)).hasSize(2);
    // Approved as it was, it is one, even under our UID.
    Path approved = changed(own, set -> set.put(DicomTag.ApprovalStatus, "APPROVED"));
    assertThat(arrive(approved).state()).isEqualTo(SetState.REVIEWED);
    assertThat(reviews.all().get(0).set().summary()).isEqualTo("2 accepted");
    assertThat(reviews.all().get(0).from().recognisedBy()).isEqualTo("its own UID");
  }

  @Test
  void an_edited_set_that_kept_our_uid_is_an_edited_set() throws Exception {
    Path own = deliver();
    String uid = DicomFiles.read(own).dataset().text(DicomTag.SOPInstanceUID);
    Path edited = changed(edited(), set -> set.put(DicomTag.SOPInstanceUID, uid));
    assertThat(arrive(edited).state()).isEqualTo(SetState.REVIEWED);
  }

  @Test
  void a_predecessor_says_whose_it_is_whatever_its_names() throws Exception {
    Path own = deliver();
    String uid = DicomFiles.read(own).dataset().text(DicomTag.SOPInstanceUID);
    Path renamed =
        changed(
            written(ct, Map.of("A", box(ct, 22))),
            set -> {
              set.put(DicomTag.SOPInstanceUID, uid());
              set.addItem(DicomTag.PredecessorStructureSetSequence)
                  .put(DicomTag.ReferencedSOPClassUID, DicomUid.RT_STRUCTURE_SET_STORAGE)
                  .put(DicomTag.ReferencedSOPInstanceUID, uid);
            });
    assertThat(arrive(renamed).state()).isEqualTo(SetState.REVIEWED);
    assertThat(reviews.all().get(0).from().recognisedBy()).isEqualTo("a predecessor");
    assertThat(reviews.all().get(0).set().summary()).isEqualTo("2 removed, 1 added");
  }

  @Test
  void a_set_of_a_ct_never_seen_is_kept_and_said() throws Exception {
    deliver();
    Phantom.small().seed(9).build().writeTo(folder.resolve("other"));
    ReferencedSeries other = series(folder.resolve("other"));
    Path foreign = written(other, Map.of("Larynx", box(other, 20)));
    ArrivedSet set = arrive(foreign);
    assertThat(set.state()).isEqualTo(SetState.UNKNOWN);
    assertThat(at.home.absolute(set.file())).exists();
    assertThat(at.textsOf(EventType.SET_OF_NO_CASE))
        .singleElement()
        .asString()
        .contains("never seen");
    assertThat(at.cases.all()).hasSize(1);
    assertThat(sets.referencing(other.seriesInstanceUid(), "")).hasSize(1);
  }

  @Test
  void a_set_drawn_before_anything_was_delivered_is_no_verdict() throws Exception {
    ArrivedSet set = arrive(edited());
    assertThat(set.state()).isEqualTo(SetState.UNRELATED);
    assertThat(set.detail()).contains("nothing of its CT was delivered");
    deliver();
    Path target = written(ct, Map.of("GTV", box(ct, 20)));
    assertThat(arrive(target).state()).isEqualTo(SetState.UNRELATED);
    assertThat(reviews.all()).isEmpty();
  }

  @Test
  void what_was_held_and_never_sent_is_nothing_that_a_clinician_changed() throws Exception {
    Path ours = deliver();
    at.cases.move(record.caseId(), CaseState.ACCEPTED, CaseState.REFUSED, "HELD_BY_QA");
    ArrivedSet own = arrive(edited());
    assertThat(own.state()).as("drawn without ours").isEqualTo(SetState.UNRELATED);
    assertThat(reviews.ofCase(record.caseId())).isEmpty();
    ArrivedSet taken = arrive(changed(ours, set -> set.put(DicomTag.ApprovalStatus, "APPROVED")));
    assertThat(taken.state()).as("taken from the case's folder").isEqualTo(SetState.REVIEWED);
    Path earlier = at.home.cases().resolve(record.caseId()).resolve("earlier");
    Files.createDirectories(earlier);
    Files.copy(ours, earlier.resolve("1.dcm"));
    assertThat(arrive(edited()).state()).as("some went out before").isEqualTo(SetState.REVIEWED);
  }

  @Test
  void another_patients_set_is_not_measured() throws Exception {
    deliver();
    Path other = changed(edited(), set -> set.put(DicomTag.PatientID, "SOMEBODY-ELSE"));
    ArrivedSet set = arrive(other);
    assertThat(set.state()).isEqualTo(SetState.REFUSED);
    assertThat(at.textsOf(EventType.REVIEW_FAILED))
        .singleElement()
        .asString()
        .contains("another patient")
        .doesNotContain("SOMEBODY");
    assertThat(reviews.all()).isEmpty();
  }

  @Test
  void the_same_file_twice_is_one_set_and_a_second_edit_another() throws Exception {
    deliver();
    Path edited = edited();
    arrive(edited);
    Path again = folder.resolve("again.dcm");
    Files.copy(edited, again);
    arrive(again);
    assertThat(sets.all()).hasSize(1);
    arrive(edited());
    assertThat(sets.all()).hasSize(2);
    assertThat(reviews.ofCase(record.caseId())).hasSize(2);
  }

  /** Delivered behind the clinician's own, which the case keeps. */
  private Path deliverBehind(Path theirs) throws Exception {
    Path set =
        changed(
            written(ct, Map.of("GTV", box(ct, 20), "Larynx", box(ct, 20), "Parotid_R", box(ct, 5))),
            both ->
                both.addItem(DicomTag.PredecessorStructureSetSequence)
                    .put(DicomTag.ReferencedSOPClassUID, DicomUid.RT_STRUCTURE_SET_STORAGE)
                    .put(DicomTag.ReferencedSOPInstanceUID, uidOf(theirs)));
    deliver();
    Path place = at.home.cases().resolve(record.caseId());
    Files.copy(set, place.resolve("rtstruct.dcm"), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(theirs, place.resolve("clinical.dcm"));
    return set;
  }

  private static String uidOf(Path set) {
    try {
      return DicomFiles.read(set).dataset().text(DicomTag.SOPInstanceUID);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void what_the_clinician_drew_before_ours_is_no_work_of_ours_to_be_judged() throws Exception {
    Path theirs = written(ct, Map.of("GTV", box(ct, 20)));
    Path both = deliverBehind(theirs);
    Path grown =
        changed(
            written(ct, Map.of("GTV", box(ct, 30), "Larynx", box(ct, 20), "Parotid_R", box(ct, 5))),
            set -> set.put(DicomTag.SOPInstanceUID, uid()));
    assertThat(arrive(grown).state()).isEqualTo(SetState.REVIEWED);
    assertThat(reviews.all().get(0).set().summary()).isEqualTo("2 accepted");
    // Under our UID too somebody has worked on it, if only on a structure of his own.
    Path kept = changed(grown, set -> set.put(DicomTag.SOPInstanceUID, uidOf(both)));
    assertThat(arrive(kept).state()).isEqualTo(SetState.REVIEWED);
    // Their next own set has nothing in common with what we made.
    Path next =
        changed(
            written(ct, Map.of("GTV", box(ct, 25))),
            set -> set.put(DicomTag.SOPInstanceUID, uid()));
    assertThat(arrive(next).state()).isEqualTo(SetState.UNRELATED);
  }

  @Test
  void a_broken_set_is_put_aside_and_holds_up_nothing() throws Exception {
    deliver();
    byte[] whole = Files.readAllBytes(edited());
    Path cut = folder.resolve("cut.dcm");
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length - 700));
    Path dropped = at.home.inbox().resolve("cut.dcm");
    Files.copy(cut, dropped);
    intake.takeFile(dropped);
    assertThat(at.inQuarantine()).hasSize(1);
    assertThat(arrive(edited()).state()).isEqualTo(SetState.REVIEWED);
  }

  @Test
  void a_set_that_a_killed_run_left_without_its_row_is_taken_up() throws Exception {
    deliver();
    Path set = edited();
    Files.copy(set, at.home.structureSets().resolve("left.dcm"));
    Map<String, SetState> before = new HashMap<>();
    sets.all().forEach(s -> before.put(s.sopInstanceUid(), s.state()));
    shelf.takeUp();
    desk.turn();
    assertThat(before).isEmpty();
    assertThat(sets.all())
        .singleElement()
        .extracting(ArrivedSet::state)
        .isEqualTo(SetState.REVIEWED);
  }

  @Test
  void a_word_is_kept_beside_the_rule() throws Exception {
    deliver();
    arrive(edited());
    long id = reviews.all().get(0).id();
    PersonsWord word =
        PersonsWord.read(
            Files.writeString(
                folder.resolve("word.yaml"),
                "editMinutes: 3\ngrade: consultant\nstructures:\n  Larynx: {verdict: major}\n"));
    assertThat(reviews.say(id, word)).isTrue();
    assertThat(reviews.find(id).orElseThrow().word()).isEqualTo(word);
    assertThat(reviews.say(id + 1000, word)).isFalse();
    assertThatThrownBy(() -> PersonsWord.read("word.yaml", "structures: {Larynx: }"))
        .hasMessage("word.yaml: structures: nothing is said of Larynx; say verdict or error");
  }
}
