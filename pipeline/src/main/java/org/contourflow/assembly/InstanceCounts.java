package org.contourflow.assembly;

import java.util.Set;

/** How many instances of a series another system holds, e.g. the PACS that the scanner fills. */
@FunctionalInterface
public interface InstanceCounts {
  /** What the other system says. */
  sealed interface Answer {
    /** Nobody is to be asked. */
    record NotAsked() implements Answer {
      @Override
      public <R> R accept(Visitor<R> visitor) {
        return visitor.notAsked(this);
      }
    }

    /** The question is under way; ask again. */
    record Pending(String who) implements Answer {
      @Override
      public <R> R accept(Visitor<R> visitor) {
        return visitor.pending(this);
      }
    }

    /**
     * It holds so many.
     *
     * @param who its name
     * @param there instances of the series
     */
    record Counted(String who, int there) implements Answer {
      @Override
      public <R> R accept(Visitor<R> visitor) {
        return visitor.counted(this);
      }
    }

    /**
     * It cannot be asked now.
     *
     * @param who its name
     * @param why for a person
     * @param isAskedAgain whether it is asked again soon, before it is passed over
     */
    record Unreachable(String who, String why, boolean isAskedAgain) implements Answer {
      @Override
      public <R> R accept(Visitor<R> visitor) {
        return visitor.unreachable(this);
      }
    }

    /** What is made of each kind. */
    interface Visitor<R> {
      R notAsked(NotAsked answer);

      R pending(Pending answer);

      R counted(Counted answer);

      R unreachable(Unreachable answer);
    }

    /** Hands this answer to the visitor's method for it. */
    <R> R accept(Visitor<R> visitor);
  }

  /** Where nobody is to be asked. */
  InstanceCounts NOBODY = (study, series, here) -> new Answer.NotAsked();

  /**
   * What is known now. Returns at once: a system that does not answer holds nobody up.
   *
   * @param here SOP Instance UIDs of the series that are here, which need not be counted twice
   */
  Answer of(String studyInstanceUid, String seriesInstanceUid, Set<String> here);
}
