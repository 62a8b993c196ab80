package org.contourflow.routes;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.FileComponent;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.file.GenericFile;
import org.contourflow.config.Settings;
import org.contourflow.home.SteadyClock;
import org.contourflow.intake.InboxFolders;
import org.contourflow.intake.InboxGate;
import org.contourflow.intake.InboxLooks;
import org.contourflow.intake.Intake;
import org.contourflow.intake.UnsayableFiles;

/**
 * Watched folder -> intake: loose files, sub-folders and zips, each file once it is stable. Only
 * what is the inbox's own ({@link InboxGate}); a file that fails again and again is put aside.
 */
public final class InboxRoute extends RouteBuilder {
  private static final Duration LONGEST_TURN = Duration.ofMinutes(10);
  private static final int MOST_TRIES = 3;
  private static final Duration AGAIN_AFTER = Duration.ofMinutes(1);

  private final Path inbox;
  private final Settings.Inbox settings;
  private final Intake intake;
  private final InboxFolders folders;
  private final InboxGate gate;
  private final Loops.Loop files;
  private final Loops.Loop clearing;
  private final ZipDesk zips;
  private final SettledInbox settled;
  private final InboxLooks looks;
  private final Map<Path, Integer> failures = new ConcurrentHashMap<>();

  /** Files that could be neither taken nor put aside, and when they are looked at again. */
  private final Map<Path, Instant> notBefore = new ConcurrentHashMap<>();

  private final UnsayableFiles unsayable;

  public InboxRoute(
      Path inbox,
      Settings.Inbox settings,
      Intake intake,
      InboxFolders folders,
      InboxLooks looks,
      Loops loops) {
    this.looks = looks;
    this.inbox = inbox;
    this.settings = settings;
    this.intake = intake;
    this.folders = folders;
    this.gate = new InboxGate(inbox);
    this.files = loops.byClock("inbox", LONGEST_TURN);
    this.clearing = loops.byClock("inbox-folders", LONGEST_TURN);
    this.zips = new ZipDesk(this::takeGuarded, loops);
    this.unsayable =
        folders.unsayable(Duration.ofSeconds(settings.stableSeconds()), this::takeUnsayable);
    this.settled = new SettledInbox(settings, () -> zips.isBusy() || unsayable.isWaiting());
  }

  /** Whether what lay here at the start has been taken in. */
  public boolean isSettled() {
    return settled.isSettled();
  }

  @Override
  public void configure() throws Exception {
    getContext().addService(zips);
    from(watchedFolder())
        .routeId("inbox")
        .process(exchange -> files.turn(() -> takeOrLeave(exchange), false));
    // Not a timer, which waits by the clock: one that is set back would make it stand.
    from("scheduler:inbox-folders?delay=" + Duration.ofSeconds(settings.pollSeconds()).toMillis())
        .routeId("inbox-folders")
        .process(exchange -> clearing.turn(this::lookAtFolders, false));
  }

  private boolean lookAtFolders() {
    folders.check();
    unsayable.check();
    return true;
  }

  /** Built by setters: a folder with any characters in its name needs no escaping in a URI. */
  private FileEndpoint watchedFolder() throws Exception {
    FileComponent component = getContext().getComponent("file", FileComponent.class);
    FileEndpoint endpoint = new FileEndpoint("file:inbox", component);
    endpoint.setCamelContext(getContext());
    endpoint.setFile(inbox.toFile());
    endpoint.getConfiguration().setDirectory(inbox.toString());
    endpoint.setRecursive(true);
    endpoint.setDelay(Duration.ofSeconds(settings.pollSeconds()).toMillis());
    endpoint.setInitialDelay(0);
    // Intake moves the file itself, once it is stored; Camel must neither move nor remember it.
    endpoint.setNoop(true);
    endpoint.setIdempotent(false);
    endpoint.setFilter(this::isToBeLookedAt);
    endpoint.setPollStrategy(
        new BeatingPolls(
            files,
            looks::began,
            taken -> {
              settled.polled(taken);
              if (zips.holdsAny() || unsayable.isWaiting()) {
                looks.leftOver(); // What they hold is still to come.
              }
              looks.ended();
            }));
    endpoint.setExclusiveReadLockStrategy(
        new StableFiles(Duration.ofSeconds(settings.stableSeconds()), new SteadyClock()));
    return endpoint;
  }

  /** Neither a link, a pipe or a device, nor a file that somebody has in hand. */
  private boolean isToBeLookedAt(GenericFile<File> file) {
    Path path;
    try {
      path = file.getFile().toPath();
    } catch (InvalidPathException e) {
      return true; // Of a name that cannot be said here: dealt with where it is taken.
    }
    return file.isDirectory()
        ? gate.isFolder(path)
        : gate.isFile(path) && !zips.has(path) && !isLeftAlone(path);
  }

  private boolean isLeftAlone(Path path) {
    Instant again = notBefore.get(path);
    if (again != null && again.isBefore(Loops.now())) {
      notBefore.remove(path);
    }
    return notBefore.containsKey(path);
  }

  /** One that is gone was taken, or taken back. */
  private boolean takeOrLeave(Exchange exchange) throws Exception {
    Path file = exchange.getMessage().getBody(File.class).toPath();
    boolean taken = false;
    try {
      taken = take(file);
    } finally {
      if (!taken && gate.isFile(file)) {
        looks.leftOver();
      }
    }
    return taken;
  }

  private boolean take(Path file) throws Exception {
    if (!gate.isFile(file) || !intake.hasRoomFor(file)) {
      return false;
    }
    if (isZip(file)) {
      zips.put(file);
      return true;
    }
    return takeGuarded(file);
  }

  /** A file that cannot even be opened is taken like any other: intake says why. */
  private static boolean isZip(Path file) {
    try {
      return Intake.isZip(file);
    } catch (java.io.IOException e) {
      return false;
    }
  }

  private boolean takeGuarded(Path file) {
    try {
      boolean taken = intake.takeFile(file);
      failures.remove(file);
      folders.taken(file);
      return taken;
    } catch (Throwable e) {
      files.failed(e);
      if (!intake.isStoresFault(e)) { // Else the file waits for the store.
        int tries = failures.merge(file, 1, Integer::sum);
        if (tries >= MOST_TRIES) {
          giveUp(file, tries, e);
        }
      }
      return false;
    }
  }

  /** One that fails by the store is looked at again, as often as it takes. */
  private void takeUnsayable(Path file) throws java.io.IOException {
    try {
      intake.takeFile(file);
      folders.taken(file);
    } catch (java.io.IOException | RuntimeException e) {
      if (!intake.isStoresFault(e)) {
        throw e;
      }
      files.failed(e);
    }
  }

  private void giveUp(Path file, int tries, Throwable why) {
    try {
      failures.remove(file);
      intake.giveUp(file, tries, why.getClass().getSimpleName());
    } catch (RuntimeException | Error e) {
      // It can be neither taken nor moved, as of a disk that is away: it stays for a while.
      notBefore.put(file, Loops.now().plus(AGAIN_AFTER));
      files.failed(e);
    }
  }
}
