package org.contourflow.audit;

/**
 * Who did what an event tells. What the system does by itself has nobody ({@link #NONE}).
 *
 * @param user a person's account; may be empty
 * @param aeTitle of the other system; may be empty
 * @param address of the other system, as the socket has it; may be empty
 */
public record Actor(String user, String aeTitle, String address) {
  /** Nobody: the system by itself. */
  public static final Actor NONE = new Actor("", "", "");

  /** Work for an actor; it throws what it throws without one. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    T run() throws E;
  }

  private static final int LONGEST = 64;
  private static final ThreadLocal<Actor> CURRENT = ThreadLocal.withInitial(() -> NONE);

  /** Texts come from outside: they are cleaned and cut to 64 characters. */
  public Actor {
    user = fit(user);
    aeTitle = fit(aeTitle);
    address = fit(address);
  }

  private static String fit(String text) {
    String line = CleanText.line(text).strip();
    // Cleaned again: the cut may have parted a pair of surrogates.
    return line.length() <= LONGEST
        ? line
        : CleanText.line(line.substring(0, LONGEST).stripTrailing());
  }

  /** A person, by the account. */
  public static Actor user(String name) {
    return new Actor(name, "", "");
  }

  /** The person whose account this process runs under: who types a command. */
  public static Actor ofThisProcess() {
    return user(System.getProperty("user.name", ""));
  }

  /** Who the work of this thread is done for; {@link #NONE} outside {@link #during}. */
  public static Actor current() {
    return CURRENT.get();
  }

  /** Does work whose events name this actor, as long as they are told by the same thread. */
  public <T, E extends Exception> T during(Work<T, E> work) throws E {
    Actor before = CURRENT.get();
    CURRENT.set(this);
    try {
      return work.run();
    } finally {
      CURRENT.set(before);
    }
  }

  /** What is known, for a person; empty for nobody. */
  @Override
  public String toString() {
    StringBuilder words = new StringBuilder(user);
    if (!aeTitle.isEmpty()) {
      words.append(words.isEmpty() ? "" : " ").append(aeTitle);
    }
    if (!address.isEmpty()) {
      words.append(words.isEmpty() ? "" : " ").append("at ").append(address);
    }
    return words.toString();
  }
}
