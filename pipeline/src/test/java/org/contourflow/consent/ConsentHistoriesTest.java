package org.contourflow.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;
import org.contourflow.consent.Act.EnteredInError;
import org.contourflow.consent.Act.Expired;
import org.contourflow.consent.Act.Given;
import org.contourflow.consent.Act.Merged;
import org.contourflow.consent.Act.Withdrawn;
import org.contourflow.train.data.CaseSource;

/**
 * Random histories of four references of patients: out of order, doubled, merged (wrongly too),
 * with clocks that are ahead or behind. Whatever was recorded, what is released has standing
 * consent.
 */
class ConsentHistoriesTest {
  private static final Instant DAY0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final int DAYS = 40;
  private static final int OPT_OUT_DAYS = 7;

  /** One history, drawn from a seed. */
  private static final class World {
    final Random random;
    final List<ConsentEvent> events = new ArrayList<>();
    final Map<PatientRef, OptOutAnswer> optOuts = new HashMap<>();
    final Instant now;
    final Purpose purpose;
    final Set<PatientRef> keptApart = new HashSet<>();

    World(long seed) {
      random = new Random(seed);
      now = day(random.nextInt(DAYS));
      purpose = one(Purpose.values());
      int count = 1 + random.nextInt(9);
      for (int i = 0; i < count; i++) {
        add(patient(), act());
        if (random.nextInt(6) == 0) { // The same message twice, perhaps much later.
          ConsentEvent again = events.get(random.nextInt(events.size()));
          add(again.patient(), again.act());
        }
      }
      for (int p = 0; p < 4; p++) {
        if (random.nextInt(3) > 0) {
          LocalDate asked = LocalDate.ofInstant(day(random.nextInt(DAYS)), ZoneOffset.UTC);
          optOuts.put(ref(p), new OptOutAnswer(random.nextInt(4) > 0, asked));
        }
      }
      if (random.nextInt(4) == 0) {
        keptApart.add(patient());
      }
    }

    /** The test fold: of two references to one person both are in it. */
    boolean isKeptApart(String caseId, Optional<PatientRef> patient) {
      return keptApart.stream().anyMatch(p -> samePerson(this, p, patient.orElseThrow(), false));
    }

    private void add(PatientRef who, Act act) {
      // Recorded by a clock that may be days off.
      Instant recorded = day(random.nextInt(DAYS));
      events.add(new ConsentEvent(events.size() + 1, recorded, who, "form", "clerk", act));
    }

    private Act act() {
      int kind = random.nextInt(10);
      if (kind < 5) {
        Instant from = day(random.nextInt(DAYS));
        Optional<Instant> until =
            random.nextBoolean()
                ? Optional.empty()
                : Optional.of(from.plus(Duration.ofDays(1 + random.nextInt(20))));
        Basis basis = random.nextInt(3) == 0 ? Basis.S251 : Basis.CONSENT;
        return new Given(basis, purposes(false), from, until);
      }
      return switch (kind) {
        case 5, 6 -> new Withdrawn(purposes(true), day(random.nextInt(DAYS)));
        case 7 -> new Expired(purposes(true), day(random.nextInt(DAYS)));
        case 8 -> new EnteredInError(1 + random.nextInt(events.size() + 1));
        default -> new Merged(patient());
      };
    }

    private Set<Purpose> purposes(boolean mayBeEmpty) {
      Set<Purpose> some = new HashSet<>();
      for (Purpose each : Purpose.values()) {
        if (random.nextBoolean()) {
          some.add(each);
        }
      }
      return some.isEmpty() && !mayBeEmpty ? Set.of(one(Purpose.values())) : some;
    }

    private PatientRef patient() {
      return ref(random.nextInt(4));
    }

    private <T> T one(T[] of) {
      return of[random.nextInt(of.length)];
    }
  }

  private static Instant day(int n) {
    return DAY0.plus(Duration.ofDays(n)).plusSeconds(43_200);
  }

  private static PatientRef ref(int n) {
    return new PatientRef(Integer.toHexString(10 + n).repeat(64));
  }

  /** Four patients, each with an approved and an unapproved case. */
  private static CaseSource source() {
    return new CaseSource() {
      @Override
      public List<String> ids() {
        return List.of("0a", "0u", "1a", "1u", "2a", "2u", "3a", "3u");
      }

      @Override
      public LabelledCase read(String id) {
        throw new UnsupportedOperationException();
      }

      @Override
      public String fingerprint(String id) {
        return id;
      }
    };
  }

  private static CaseEvidence evidence(String id) {
    return new CaseEvidence(
        id,
        Optional.of(Whose.of(ref(id.charAt(0) - '0'))),
        Optional.empty(),
        id.endsWith("a"),
        id,
        List.<Path>of());
  }

  private static List<String> released(World world, List<ConsentEvent> events) {
    return new ConsentGate(
            () -> events,
            p -> Optional.ofNullable(world.optOuts.get(p)),
            OPT_OUT_DAYS,
            world::isKeptApart,
            Clock.fixed(world.now, ZoneOffset.UTC))
        .release(source(), ConsentHistoriesTest::evidence, world.purpose)
        .cases()
        .ids();
  }

  @Property(tries = 20_000, shrinking = ShrinkingMode.OFF)
  void what_is_released_has_standing_consent_and_an_approved_contour(@ForAll long seed) {
    World world = new World(seed);
    List<String> released = released(world, world.events);
    Statistics.collect(released.isEmpty() ? "nothing released" : "something released");
    for (String id : released) {
      assertThat(id).endsWith("a");
      assertThat(stands(world, ref(id.charAt(0) - '0')))
          .as("case %s, %s at %s, of %s", id, world.purpose, world.now, world.events)
          .isTrue();
      assertThat(world.purpose == Purpose.EXPORT || !keptApart(world, id))
          .as("case %s, %s, of %s", id, world.purpose, world.keptApart)
          .isTrue();
    }
    if (!released.isEmpty()) {
      assertThat(released(world, withdrawnBy(world, released))).isEmpty();
    }
  }

  private static boolean keptApart(World world, String id) {
    return world.isKeptApart(id, Optional.of(ref(id.charAt(0) - '0')));
  }

  /** One more withdrawal of each released case's patient, whatever its own date says. */
  private static List<ConsentEvent> withdrawnBy(World world, List<String> released) {
    List<ConsentEvent> events = new ArrayList<>(world.events);
    for (String id : released) {
      Instant stated = day(world.random.nextInt(DAYS));
      events.add(
          new ConsentEvent(
              events.size() + 1,
              world.now,
              ref(id.charAt(0) - '0'),
              "letter",
              "clerk",
              new Withdrawn(Set.of(), stated)));
    }
    return events;
  }

  /** The rule once more, said plainly: some consent stands, and nothing speaks against it. */
  private static boolean stands(World world, PatientRef patient) {
    for (ConsentEvent e : world.events) {
      if (e.act() instanceof Given g
          && samePerson(world, e.patient(), patient, true)
          && !isError(world, e)
          && g.purposes().contains(world.purpose)
          && !g.from().isAfter(world.now)
          && g.until().map(world.now::isBefore).orElse(true)
          && nothingAgainst(world, e, g, patient)) {
        return true;
      }
    }
    return false;
  }

  private static boolean nothingAgainst(World world, ConsentEvent e, Given g, PatientRef patient) {
    for (ConsentEvent other : world.events) {
      if (!samePerson(world, other.patient(), patient, false)) {
        continue;
      }
      boolean after = other.sequence() > e.sequence();
      if (other.act() instanceof Withdrawn w
          && (w.purposes().isEmpty() || w.purposes().contains(world.purpose))
          && (after || !w.effective().isBefore(g.from()) || g.basis() == Basis.S251)) {
        return false;
      }
      if (other.act() instanceof Expired x
          && (x.purposes().isEmpty() || x.purposes().contains(world.purpose))
          && (after || !x.effective().isBefore(g.from()))) {
        return false;
      }
    }
    return g.basis() != Basis.S251 || optOutAllows(world, patient);
  }

  private static boolean optOutAllows(World world, PatientRef patient) {
    LocalDate today = LocalDate.ofInstant(world.now, ZoneOffset.UTC);
    boolean fresh = false;
    for (Map.Entry<PatientRef, OptOutAnswer> each : world.optOuts.entrySet()) {
      OptOutAnswer a = each.getValue();
      if (samePerson(world, each.getKey(), patient, false)) {
        fresh |=
            a.allowed()
                && !a.askedOn().isBefore(today.minusDays(OPT_OUT_DAYS))
                && !a.askedOn().isAfter(today);
      }
    }
    return fresh;
  }

  private static boolean isError(World world, ConsentEvent e) {
    return world.events.stream()
        .anyMatch(o -> o.act() instanceof EnteredInError x && x.sequence() == e.sequence());
  }

  private static boolean samePerson(World world, PatientRef a, PatientRef b, boolean onlyRight) {
    Set<PatientRef> group = new HashSet<>(Set.of(a));
    for (int round = 0; round < 4; round++) {
      for (ConsentEvent e : world.events) {
        if (e.act() instanceof Merged m && !(onlyRight && isError(world, e))) {
          if (group.contains(e.patient()) || group.contains(m.other())) {
            group.add(e.patient());
            group.add(m.other());
          }
        }
      }
    }
    return group.contains(b);
  }
}
