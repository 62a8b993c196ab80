package org.contourflow.assembly;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.contourflow.assembly.InstanceCounts.Answer;
import org.contourflow.cases.SenderStore.Sender;
import org.contourflow.cases.SenderStore.SenderState;
import org.contourflow.config.UnansweredCount;
import org.contourflow.config.UnfinishedSender;

/**
 * Decides whether a series without a gap is whole, by all that is known of it: a missing end slice
 * leaves no gap, and a sender that pauses is as quiet as one that has finished.
 *
 * <p>What vouches for a series: a count of another system, or the count that its own slices state,
 * that is reached. What speaks against it: a count that is not reached; a sender that has not ended
 * in order, unless something vouches; a protocol that wants a longer scan; a system that was asked
 * for its count and has not said it, unless the slices' own count vouches. What speaks against it
 * is waited for, each up to its own limit since the last slice, and then the series is held.
 */
final class Wholeness {
  private final Limits limits;

  /**
   * How long is waited, since the last slice.
   *
   * @param sender for a sender that has not ended in order
   * @param count for slices that another system has and that are not here, and for its count
   * @param length for a protocol's least length
   * @param unfinished what becomes of a series whose sender never ended in order
   * @param unanswered what becomes of a series that another system does not count
   */
  record Limits(
      Duration sender,
      Duration count,
      Duration length,
      UnfinishedSender unfinished,
      UnansweredCount unanswered) {}

  /**
   * What is known of a series.
   *
   * @param quiet since its last slice
   * @param here instances of it that are here
   * @param stated of its volumes, the slices that they state themselves (ImagesInAcquisition) and
   *     have; 0: they state none, or another number
   * @param senders who sent it over the network
   * @param count of another system
   * @param lengths of volumes that are shorter than their protocol wants
   */
  record Evidence(
      Duration quiet,
      int here,
      int stated,
      List<Sender> senders,
      Answer count,
      List<TooShort> lengths) {}

  /** A volume that is shorter than a protocol wants, mm along its normal. */
  record TooShort(String protocol, double lengthMm, double leastMm) {
    private String describe() {
      return String.format(
          Locale.ROOT,
          "the scan is %.1f mm long, and protocol %s wants %.1f mm at least",
          lengthMm,
          protocol,
          leastMm);
    }
  }

  /** What becomes of the series, and why. */
  sealed interface Verdict {
    /** What is made of each kind. */
    <R> R fold(
        Function<List<String>, R> whole,
        Function<String, R> wait,
        BiFunction<Code, String, R> hold);

    /** It is whole as far as can be known; the evidence is for the run log. */
    record Whole(List<String> evidence) implements Verdict {
      @Override
      public <R> R fold(
          Function<List<String>, R> whole,
          Function<String, R> wait,
          BiFunction<Code, String, R> hold) {
        return whole.apply(evidence);
      }
    }

    /** It is looked at again. */
    record Wait(String why) implements Verdict {
      @Override
      public <R> R fold(
          Function<List<String>, R> whole,
          Function<String, R> wait,
          BiFunction<Code, String, R> hold) {
        return wait.apply(why);
      }
    }

    /** It is held. */
    record Hold(Code code, String why) implements Verdict {
      @Override
      public <R> R fold(
          Function<List<String>, R> whole,
          Function<String, R> wait,
          BiFunction<Code, String, R> hold) {
        return hold.apply(code, why);
      }
    }
  }

  private static final String NOT_CLOSED = "the sender has not closed its association";
  private static final String BROKE_OFF = "the sender's association broke off";

  /** Why a series is held that has no gap. */
  enum Code {
    NOT_ALL_SENT("Have the sender send the rest: the series is then contoured by itself."),
    NOT_COUNTED(
        "Nothing, if it answers soon: it is asked again, and the series goes on by itself. Else see"
            + " why it does not answer."),
    SENDER_NOT_FINISHED(
        "See at the sender whether all slices were sent, and send the series again if not: it is"
            + " then contoured by itself."),
    SCAN_TOO_SHORT(
        "Have the rest of the scan sent: it is then contoured by itself. If the scan is meant to"
            + " be so short, it needs another protocol.");

    private final String whatToDo;

    Code(String whatToDo) {
      this.whatToDo = whatToDo;
    }

    String whatToDo() {
      return whatToDo;
    }
  }

  Wholeness(Limits limits) {
    this.limits = limits;
  }

  /** One decision over all of the evidence. */
  Verdict decide(Evidence known) {
    Findings findings = new Findings(known);
    findings.count();
    findings.senders();
    findings.lengths();
    return findings.verdict();
  }

  /** What still sends or broke off, and has not been made good by one that ended in order since. */
  static Optional<String> unfinished(List<Sender> senders) {
    if (senders.stream().anyMatch(s -> s.state() == SenderState.SENDING)) {
      return Optional.of(NOT_CLOSED);
    }
    boolean broken =
        senders.stream()
            .filter(s -> s.state() == SenderState.BROKEN)
            .anyMatch(
                s ->
                    senders.stream().noneMatch(other -> makesGood(other, s.ended().orElseThrow())));
    return broken ? Optional.of(BROKE_OFF) : Optional.empty();
  }

  /** Whether a series is held since a sender did not end in order, by what it is held for. */
  static boolean isForItsSender(String why) {
    return why.contains(NOT_CLOSED) || why.contains(BROKE_OFF);
  }

  /** Whether it is held since a sender had not ended yet; that one may end in order after all. */
  static boolean isForAnOpenSender(String why) {
    return why.contains(NOT_CLOSED);
  }

  private static boolean makesGood(Sender sender, Instant broken) {
    return sender.state() == SenderState.ENDED && !sender.began().isBefore(broken);
  }

  /** The evidence, one kind after the other. */
  private final class Findings {
    private final Evidence known;
    private final List<String> evidence = new ArrayList<>();
    private final List<String> waits = new ArrayList<>();
    private final List<Verdict.Hold> holds = new ArrayList<>();
    private boolean vouched;

    Findings(Evidence known) {
      this.known = known;
      evidence.add("no slice for " + known.quiet().toSeconds() + " s");
      if (known.stated() > 0) {
        vouched = true;
        evidence.add("all " + known.stated() + " slices that it states");
      }
    }

    void against(Code code, String why, Duration limit) {
      if (known.quiet().compareTo(limit) < 0) {
        waits.add(why);
      } else {
        holds.add(new Verdict.Hold(code, why));
      }
    }

    void count() {
      known
          .count()
          .accept(
              new Answer.Visitor<Void>() {
                @Override
                public Void notAsked(Answer.NotAsked answer) {
                  return null;
                }

                @Override
                public Void pending(Answer.Pending answer) {
                  unanswered(
                      answer.who(),
                      answer.who() + " is being asked for its number of slices",
                      answer.who() + " did not say how many slices it has",
                      true);
                  return null;
                }

                @Override
                public Void counted(Answer.Counted answer) {
                  compare(answer.who(), answer.there());
                  return null;
                }

                @Override
                public Void unreachable(Answer.Unreachable answer) {
                  unanswered(
                      answer.who(),
                      answer.who() + " does not answer and is asked again: " + answer.why(),
                      answer.who() + " could not be asked for its number: " + answer.why(),
                      answer.isAskedAgain());
                  return null;
                }
              });
    }

    /**
     * A question without an answer says nothing of the series, however long it is under way.
     *
     * @param soon whether an answer may come before the limit even where it is only to be told
     */
    private void unanswered(String who, String waiting, String told, boolean soon) {
      boolean early = known.quiet().compareTo(limits.count()) < 0;
      boolean held = limits.unanswered() == UnansweredCount.HOLD && !vouched;
      if (early && (held || soon)) {
        waits.add(waiting);
      } else if (held) {
        holds.add(new Verdict.Hold(Code.NOT_COUNTED, SeriesReasons.notCounted(who)));
      } else {
        evidence.add(told);
      }
    }

    private void compare(String who, int there) {
      if (there > known.here()) {
        String why = who + " has " + there + " instances of the series, here are " + known.here();
        against(Code.NOT_ALL_SENT, why, limits.count());
      } else if (there == 0) {
        evidence.add(who + " does not know the series");
      } else {
        vouched |= there == known.here();
        evidence.add(there + " of " + there + " instances of " + who);
      }
    }

    void senders() {
      Optional<String> open = unfinished(known.senders());
      if (open.isEmpty()) {
        if (!known.senders().isEmpty()) {
          evidence.add("its sender ended in order");
        }
      } else if (vouched || isToBeTold()) {
        evidence.add(open.get());
      } else {
        against(Code.SENDER_NOT_FINISHED, open.get(), limits.sender());
      }
    }

    private boolean isToBeTold() {
      return limits.unfinished() == UnfinishedSender.TELL
          && known.quiet().compareTo(limits.sender()) >= 0;
    }

    void lengths() {
      known.lengths().forEach(one -> against(Code.SCAN_TOO_SHORT, one.describe(), limits.length()));
    }

    Verdict verdict() {
      if (!waits.isEmpty()) {
        return new Verdict.Wait(String.join("; ", waits));
      }
      if (!holds.isEmpty()) {
        return new Verdict.Hold(
            holds.get(0).code(), String.join("; ", holds.stream().map(Verdict.Hold::why).toList()));
      }
      return new Verdict.Whole(evidence);
    }
  }
}
