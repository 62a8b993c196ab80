package org.contourflow.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.contourflow.train.data.LabelScheme;
import org.contourflow.train.data.TrainingCase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cases as they teach: with the marks of those who speak for what nobody contoured, for what a
 * source contours by another habit, and for what it holds.
 */
final class Teachers {
  private static final Logger LOG = LoggerFactory.getLogger(Teachers.class);

  /** How often the log says how far a teacher is: its look at a case takes seconds. */
  private static final int REPORT_EVERY = 20;

  private final LabelScheme scheme;
  private final double[] spacingMm;
  private final List<Voice> voices = new ArrayList<>();
  private final Opener opener;

  /** A network and the classes it speaks for, by name or as all. */
  private record Voice(Path network, Set<Integer> classes, boolean named, boolean heldOnly) {}

  /** Loads a network. */
  @FunctionalInterface
  interface Opener {
    Sight open(Path network) throws IOException;
  }

  /** A network that looks. */
  interface Sight extends AutoCloseable {
    /** Logits of a view, {@code [class][slice][row][column]}. */
    float[] logits(DrawnWindow view);

    @Override
    void close();
  }

  /**
   * What a source's contours may not teach by themselves, classes.
   *
   * @param other contoured by another habit
   * @param held to stay as the teacher has them
   */
  record Habits(Set<Integer> other, Set<Integer> held) {
    static Habits of(LabelScheme scheme, List<String> other, List<String> held) {
      return new Habits(classes(scheme, other), classes(scheme, held));
    }
  }

  Teachers(TrainingConfig config) throws IOException {
    this(config, Teachers::load);
  }

  Teachers(TrainingConfig config, Opener opener) throws IOException {
    this.opener = opener;
    this.scheme = config.scheme();
    this.spacingMm = config.spacing();
    for (TeacherOf each : config.teachers()) {
      Set<Integer> classes = classes(scheme, each.structures());
      voices.add(new Voice(each.network(), classes, true, each.heldOnly()));
    }
    if (config.teacher() != null) {
      voices.add(
          new Voice(config.teacher(), classes(scheme, scheme.structureNames()), false, false));
    }
  }

  private static Sight load(Path file) throws IOException {
    TrainableNetwork network = new TrainableNetwork(file);
    return new Sight() {
      @Override
      public float[] logits(DrawnWindow view) {
        return view.logits(network);
      }

      @Override
      public void close() {
        network.close();
      }
    };
  }

  private static Set<Integer> classes(LabelScheme scheme, List<String> names) {
    Set<Integer> out = new TreeSet<>();
    names.forEach(name -> out.add(scheme.classOf(name)));
    return out;
  }

  /**
   * The cases of each source as they teach.
   *
   * @param habits of each source
   * @throws IOException if a teacher cannot be read, or cannot speak for what it is named for
   */
  List<List<TrainingCase>> complete(List<List<TrainingCase>> sources, List<Habits> habits)
      throws IOException {
    List<List<TrainingCase>> out = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      Set<Integer> unspoken = new TreeSet<>(habits.get(i).other());
      unspoken.removeIf(organ -> speaker(organ, false) >= 0);
      out.add(sources.get(i).stream().map(c -> without(c, unspoken)).toList());
    }
    for (int v = 0; v < voices.size(); v++) {
      Voice voice = voices.get(v);
      try (Sight network = opener.open(voice.network())) {
        Teacher teacher =
            new Teacher(
                network::logits, scheme, spacingMm, voice.named() ? voice.classes() : Set.of());
        for (int i = 0; i < out.size(); i++) {
          out.set(i, complete(out.get(i), teacher, asked(v, habits.get(i))));
        }
        LOG.info("the teacher {} marked {}", voice.network().getFileName(), teacher.describe());
      } catch (IllegalArgumentException e) {
        throw new IOException(voice.network().getFileName() + ": " + e.getMessage(), e);
      }
    }
    return out;
  }

  private static List<TrainingCase> complete(
      List<TrainingCase> cases, Teacher teacher, Teacher.Asked asked) {
    List<TrainingCase> out = new ArrayList<>();
    for (TrainingCase each : cases) {
      out.add(teacher.complete(each, asked));
      if (out.size() % REPORT_EVERY == 0) {
        LOG.info("the teacher has looked at {} of {} cases", out.size(), cases.size());
      }
    }
    return out;
  }

  /** The first that speaks for a class; -1: nobody. */
  private int speaker(int organ, boolean held) {
    for (int v = 0; v < voices.size(); v++) {
      if (voices.get(v).classes().contains(organ) && (held || !voices.get(v).heldOnly())) {
        return v;
      }
    }
    return -1;
  }

  private Teacher.Asked asked(int voice, Habits habits) {
    BiPredicate<Integer, Boolean> speaks = (organ, held) -> speaker(organ, held) == voice;
    Set<Integer> missing = classes(scheme, scheme.structureNames());
    missing.removeIf(organ -> habits.held().contains(organ) || !speaks.test(organ, false));
    Set<Integer> other = new TreeSet<>(habits.other());
    other.removeIf(organ -> habits.held().contains(organ) || !speaks.test(organ, false));
    Set<Integer> held = new TreeSet<>(habits.held());
    held.removeIf(organ -> !speaks.test(organ, true));
    return new Teacher.Asked(missing, other, held);
  }

  /**
   * The case as if these had not been contoured. Where a structure that includes one of them is
   * contoured (a canal and its cord), its voxels and theirs are not known: they are either.
   */
  private TrainingCase without(TrainingCase from, Set<Integer> classes) {
    TrainingCase out = from.without(classes);
    for (int organ : classes) {
      for (int whole = 1; whole < scheme.classes(); whole++) {
        if (from.has(organ) && whole != organ && from.has(whole) && scheme.covers(whole, organ)) {
          ignore(out.codes(), from.codes(), organ, whole);
        }
      }
    }
    return out;
  }

  private static void ignore(byte[] codes, byte[] before, int organ, int whole) {
    for (int i = 0; i < codes.length; i++) {
      int code = before[i] & 0xFF;
      codes[i] = code == organ || code == whole ? (byte) LabelScheme.IGNORED : codes[i];
    }
  }
}
