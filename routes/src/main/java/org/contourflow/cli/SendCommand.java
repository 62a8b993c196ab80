package org.contourflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.contourflow.dicom.net.scu.StoreOutcome;
import org.contourflow.dicom.net.scu.StoreReceipt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code contourflow send}: C-STORE of files, with a receipt each. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    description = {
      "Sends DICOM files to a peer by C-STORE, unchanged, and prints what became of each that was"
          + " not simply stored.",
      "Exit status 0 if the peer has them all, 1 if not."
    })
public final class SendCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PeerOptions peer;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files, or folders of them.")
  private List<Path> paths;

  @Override
  public Integer call() throws IOException {
    List<StoreReceipt> receipts = peer.scu().send(files());
    PrintWriter out = spec.commandLine().getOut();
    long delivered = receipts.stream().filter(r -> r.outcome().delivered()).count();
    for (StoreReceipt receipt : receipts) {
      if (!(receipt.outcome() instanceof StoreOutcome.Stored)) {
        out.println(receipt.file() + ": " + receipt.outcome().accept(new Described()));
      }
    }
    out.println(delivered + " of " + receipts.size() + " stored by " + peer.node());
    return delivered == receipts.size() ? 0 : 1;
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      try (Stream<Path> below = Files.walk(path)) {
        below.filter(Files::isRegularFile).sorted().forEach(files::add);
      } catch (java.nio.file.NoSuchFileException e) {
        throw Failure.refused(path + " does not exist");
      }
    }
    if (files.isEmpty()) {
      throw Failure.refused("there is no file in " + paths);
    }
    return files;
  }

  private static final class Described implements StoreOutcome.Visitor<String> {
    @Override
    public String stored(StoreOutcome.Stored stored) {
      return "stored";
    }

    @Override
    public String warned(StoreOutcome.Warned warned) {
      return "stored with a warning, " + warned.status() + " " + warned.comment();
    }

    @Override
    public String refused(StoreOutcome.Refused refused) {
      return "refused, " + refused.status() + " " + refused.comment();
    }

    @Override
    public String failed(StoreOutcome.Failed failed) {
      return "failed, " + failed.cause() + (failed.retryable() ? " (try again later)" : "");
    }
  }
}
