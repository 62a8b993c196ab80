package org.contourflow.routes;

import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.FileComponent;
import org.apache.camel.component.file.FileEndpoint;
import org.contourflow.config.Settings;
import org.contourflow.intake.InboxFolders;
import org.contourflow.intake.Intake;

/** Watched folder -> intake: loose files, sub-folders and zips, each file once it is stable. */
public final class InboxRoute extends RouteBuilder {
  private final Path inbox;
  private final Settings.Inbox settings;
  private final Intake intake;
  private final InboxFolders folders;

  public InboxRoute(Path inbox, Settings.Inbox settings, Intake intake, InboxFolders folders) {
    this.inbox = inbox;
    this.settings = settings;
    this.intake = intake;
    this.folders = folders;
  }

  @Override
  public void configure() throws Exception {
    from(watchedFolder()).routeId("inbox").process(this::take);
    from("timer:inbox-folders?period=" + Duration.ofSeconds(settings.pollSeconds()).toMillis())
        .routeId("inbox-folders")
        .process(exchange -> folders.check());
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
    endpoint.setExclusiveReadLockStrategy(
        new StableFiles(Duration.ofSeconds(settings.stableSeconds()), Clock.systemUTC()));
    return endpoint;
  }

  private void take(Exchange exchange) throws Exception {
    Path file = exchange.getMessage().getBody(File.class).toPath();
    intake.takeFile(file);
    folders.taken(file);
  }
}
