package org.contourflow.model.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.contourflow.model.hu.Phantoms;
import org.contourflow.model.manifest.Plausibility.BodyPart;
import org.contourflow.model.presence.BodySites.Shown;
import org.contourflow.model.presence.BodySites.Site;
import org.contourflow.testdata.Anatomy;
import org.contourflow.testdata.Lps;
import org.contourflow.testdata.PatientPosition;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.Solids;
import org.contourflow.testdata.StackOrientation;
import org.contourflow.volume.CtVolume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On a patient by formula, whole and cut; real CTs are in {@code SiteConfusionTest}. */
class SitesByShapeTest {
  private static final SiteFinder FINDER = new SitesByShape();

  /** Where each part lies in {@link WholeBody}. */
  private static final Map<BodyPart, double[]> TRUE_MM =
      new EnumMap<>(
          Map.of(
              BodyPart.HEAD_AND_NECK, new double[] {-20, WholeBody.VERTEX},
              BodyPart.THORAX, new double[] {WholeBody.LUNG_END, WholeBody.LUNG_TOP},
              BodyPart.ABDOMEN, new double[] {WholeBody.CREST, WholeBody.DOME},
              BodyPart.PELVIS, new double[] {WholeBody.SITTING_BONES, WholeBody.CREST}));

  @ParameterizedTest
  @EnumSource(PatientPosition.class)
  void a_whole_patient_shows_all_parts_where_they_are_in_every_position(PatientPosition position) {
    BodySites seen = FINDER.find(WholeBody.ct(position));
    for (Site site : seen.sites()) {
      double[] mm = TRUE_MM.get(site.part());
      assertThat(site.shown()).as(seen.describe()).isEqualTo(Shown.YES);
      assertThat(site.caudalMm()).as(seen.describe()).isCloseTo(mm[0], within(45.0));
      assertThat(site.cranialMm()).as(seen.describe()).isCloseTo(mm[1], within(45.0));
    }
    assertThat(seen.of(BodyPart.ABDOMEN).cranialMm()).isCloseTo(WholeBody.DOME, within(25.0));
  }

  @Test
  void a_cut_is_never_taken_for_what_it_is_not() {
    Random random = new Random(20261129);
    for (PatientPosition position : List.of(PatientPosition.HFS, PatientPosition.FFP)) {
      CtVolume whole = WholeBody.ct(position);
      List<String> wrong = new ArrayList<>();
      int told = 0;
      int asked = 0;
      for (int i = 0; i < 50; i++) {
        int planes = 8 + random.nextInt(80);
        int first = random.nextInt(whole.grid().slices() - planes);
        CtVolume cut = ReorientedCt.slices(whole, first, first + planes);
        BodySites seen = FINDER.find(cut);
        double[] z = ends(cut);
        for (Site site : seen.sites()) {
          double[] mm = TRUE_MM.get(site.part());
          double there = Math.min(z[1], mm[1]) - Math.max(z[0], mm[0]);
          boolean isThere = there >= 50;
          boolean isNot = there <= -30;
          if (isThere || isNot) {
            asked++;
            told += site.shown() == (isThere ? Shown.YES : Shown.NO) ? 1 : 0;
            if (site.shown() == (isThere ? Shown.NO : Shown.YES)) {
              wrong.add("z %.0f to %.0f: %s".formatted(z[0], z[1], seen.describe()));
            }
          }
        }
      }
      assertThat(wrong).isEmpty();
      assertThat(told / (double) asked).isGreaterThan(0.95);
    }
  }

  private static double[] ends(CtVolume ct) {
    double[] z = CoarseCt.of(ct).zMm();
    return new double[] {
      Math.min(z[0], z[z.length - 1]) - 2.5, Math.max(z[0], z[z.length - 1]) + 2.5
    };
  }

  @Test
  void a_sagittal_stack_is_read_across_the_patient() {
    CtVolume ct =
        Phantoms.ct(
            Phantom.builder()
                .anatomy(WholeBody.anatomy())
                .orientation(StackOrientation.sagittal())
                .matrix(120, 64)
                .spacingMm(5, 5)
                .evenSlices(90, 5)
                .centre(new Lps(0, 0, -250))
                .subSamples(1)
                .build());
    BodySites seen = FINDER.find(ct);
    // z -550 to 50
    assertThat(seen.of(BodyPart.THORAX).shown()).as(seen.describe()).isEqualTo(Shown.YES);
    assertThat(seen.of(BodyPart.ABDOMEN).shown()).as(seen.describe()).isEqualTo(Shown.YES);
    assertThat(seen.of(BodyPart.PELVIS).shown()).as(seen.describe()).isEqualTo(Shown.YES);
    assertThat(seen.of(BodyPart.PELVIS).cranialMm()).isCloseTo(WholeBody.CREST, within(45.0));
  }

  @Test
  void a_leg_and_air_are_no_part() {
    Anatomy leg =
        Anatomy.of("Leg", Solids.cylinder(0, 0, 70, 70, -200, 200), 50)
            .with("Femur", Solids.cylinder(0, 0, 14, 14, -200, 200), 900);
    BodySites seen =
        FINDER.find(
            Phantoms.ct(Phantom.smallHeadNeck().anatomy(leg).centre(new Lps(0, 0, 0)).build()));
    assertThat(seen.sites()).extracting(Site::shown).containsOnly(Shown.NO);
    CtVolume air =
        Phantoms.ct(
            Phantom.smallHeadNeck()
                .anatomy(Anatomy.of("Pea", Solids.sphere(new Lps(900, 0, 0), 2), 0))
                .build());
    assertThat(FINDER.find(air).sites()).extracting(Site::shown).doesNotContain(Shown.YES);
  }

  @Test
  void of_a_ct_that_lost_its_intercept_nothing_is_told_and_why() {
    CtVolume right = WholeBody.ct(PatientPosition.HFS);
    short[] raw = new short[(int) right.grid().voxelCount()];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (short) (right.values().get(i) + 1024);
    }
    BodySites seen = FINDER.find(CtVolume.wrap(right.grid(), raw));
    assertThat(seen.sites()).extracting(Site::shown).containsOnly(Shown.UNCERTAIN);
    assertThat(seen.doubt()).contains("no air near -1000 HU");
  }

  @Test
  void a_single_slice_of_a_chest_is_no_proof_of_anything() {
    CtVolume one = ReorientedCt.slices(WholeBody.ct(PatientPosition.HFS), 130, 131);
    BodySites seen = FINDER.find(one);
    assertThat(seen.sites()).extracting(Site::shown).as(seen.describe()).doesNotContain(Shown.YES);
    assertThat(seen.of(BodyPart.THORAX).shown()).isEqualTo(Shown.UNCERTAIN);
  }
}
