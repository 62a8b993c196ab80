package org.contourflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.contourflow.audit.Event;
import org.contourflow.audit.EventType;
import org.contourflow.cases.ArrivalStore.SeriesRecord;
import org.contourflow.cases.ArrivalStore.SeriesState;
import org.contourflow.config.Settings;
import org.contourflow.config.SettingsReader;
import org.contourflow.dicom.net.AeTitle;
import org.contourflow.dicom.net.NetworkTimeouts;
import org.contourflow.dicom.net.RemoteNode;
import org.contourflow.dicom.net.scu.StoreScu;
import org.contourflow.home.KeptAside;
import org.contourflow.model.SegmentationListener;
import org.contourflow.model.djl.EngineSettings;
import org.contourflow.testdata.Eventually;
import org.contourflow.testdata.FreePort;
import org.contourflow.testdata.HostileInput;
import org.contourflow.testdata.OrthancPeer;
import org.contourflow.testdata.Peer;
import org.contourflow.testdata.PhantomSeries;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Series of which a part is missing at an end, where no gap shows, through the whole daemon. */
@Timeout(Eventually.HANGS)
class WholeOrHeldTest {
  @TempDir Path root;

  private Settings settings(String assembly, String rules) throws Exception {
    Path file =
        Files.writeString(
            root.resolve("contourflow.yaml"),
            """
            home: home
            inbox: {stableSeconds: 1}
            listener: {port: 0, bind: 127.0.0.1}
            contouring: {here: false%s}
            assembly: {quietSeconds: 1, %s}
            """
                    .formatted(rules.isEmpty() ? ", models: [hu-anatomy]" : "", assembly)
                + rules);
    return SettingsReader.read(file);
  }

  private interface Work {
    void with(Daemon daemon, PhantomSeries series) throws Exception;
  }

  private void run(Settings settings, Work work) throws Exception {
    PhantomSeries series = HostileInput.tiny().build().writeTo(root.resolve("ct"));
    try (Protocols protocols =
            Protocols.load(
                Protocols.rules(settings), root.resolve("home/models"), EngineSettings.DEFAULTS);
        Daemon daemon = new Daemon(settings, protocols, id -> SegmentationListener.NONE)) {
      daemon.start();
      work.with(daemon, series);
    }
  }

  private static StoreScu scanner(int port) {
    RemoteNode node = RemoteNode.of("CONTOURFLOW", "127.0.0.1", port);
    return new StoreScu(new AeTitle("CT"), node, NetworkTimeouts.defaults());
  }

  private static void send(Daemon daemon, List<Path> files) {
    assertThat(scanner(daemon.listenerPort().getAsInt()).send(files))
        .allMatch(r -> r.outcome().delivered());
  }

  private static SeriesRecord record(Daemon daemon, PhantomSeries series) {
    return daemon.arrivals().findSeries(series.uids().series()).orElseThrow();
  }

  private static void awaitHeld(Daemon daemon, PhantomSeries series) throws Exception {
    Eventually.holds(
        "the series is held", () -> record(daemon, series).state() == SeriesState.HELD);
    assertThat(daemon.cases().all()).isEmpty();
  }

  /** The state is written first, and the files follow. */
  private static String reasonFile(Daemon daemon) throws Exception {
    Eventually.holds(
        "the reason lies beside the slices",
        () ->
            daemon.runLog().all().stream().anyMatch(e -> e.type() == EventType.SERIES_INCOMPLETE));
    try (var items = Files.walk(daemon.home().quarantine())) {
      Path file = items.filter(p -> p.endsWith("reason.txt")).findFirst().orElseThrow();
      return Files.readString(file);
    }
  }

  private static String created(Daemon daemon) throws Exception {
    Eventually.holds("a case is made", () -> !creations(daemon).isEmpty());
    assertThat(daemon.cases().all()).hasSize(1);
    return creations(daemon).get(0);
  }

  private static List<String> creations(Daemon daemon) {
    return daemon.runLog().all().stream()
        .filter(e -> e.type() == EventType.CASE_CREATED)
        .map(Event::text)
        .toList();
  }

  private static long bytes(List<Path> files) throws Exception {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  @Test
  void a_sender_that_pauses_is_waited_for_and_its_series_is_one_case_of_all_slices()
      throws Exception {
    run(
        settings("senderSeconds: 600, incompleteSeconds: 600", ""),
        (daemon, series) -> {
          List<Path> files = series.files();
          long half = bytes(files.subList(0, 6));
          try (Relay wire = new Relay(daemon.listenerPort().getAsInt(), half)) {
            CompletableFuture<Void> sending =
                CompletableFuture.runAsync(() -> scanner(wire.port()).send(files));
            wire.awaitHeld();
            Eventually.holds(
                "it waits for its sender",
                () ->
                    record(daemon, series)
                        .reason()
                        .equals("waiting: the sender has not closed its association"));
            assertThat(daemon.cases().all()).isEmpty();
            wire.goOn();
            sending.join();
          }
          assertThat(created(daemon))
              .startsWith("10 slices by CSTORE")
              .contains("its sender ended in order");
        });
  }

  @Test
  void a_sender_that_is_cut_off_leaves_a_held_series_which_a_person_may_release() throws Exception {
    run(
        // Longer than the daemon takes to hear of the cut.
        settings("senderSeconds: 6", ""),
        (daemon, series) -> {
          List<Path> files = series.files();
          try (Relay wire =
              new Relay(daemon.listenerPort().getAsInt(), bytes(files.subList(0, 6)))) {
            CompletableFuture<Void> sending =
                CompletableFuture.runAsync(() -> scanner(wire.port()).send(files));
            wire.awaitHeld();
            wire.cut();
            sending.join();
          }
          awaitHeld(daemon, series);
          // Which of the two depends on when the daemon hears of the cut.
          assertThat(record(daemon, series).reason())
              .isIn(
                  "the sender's association broke off",
                  "the sender has not closed its association");
          assertThat(reasonFile(daemon))
              .contains("SENDER_NOT_FINISHED", "contourflow release " + series.uids().series());
          assertThat(daemon.release(series.uids().series())).isTrue();
          assertThat(daemon.cases().all()).hasSize(1);
        });
  }

  @Test
  @Tag("long")
  void a_sender_that_was_cut_off_and_sends_again_makes_one_case_of_all_slices() throws Exception {
    run(
        settings("senderSeconds: 600, incompleteSeconds: 600", ""),
        (daemon, series) -> {
          List<Path> files = series.files();
          try (Relay wire =
              new Relay(daemon.listenerPort().getAsInt(), bytes(files.subList(0, 6)))) {
            CompletableFuture<Void> sending =
                CompletableFuture.runAsync(() -> scanner(wire.port()).send(files));
            wire.awaitHeld();
            wire.cut();
            sending.join();
          }
          Eventually.holds(
              "the end of the connection is known",
              () -> record(daemon, series).reason().endsWith("association broke off"));
          send(daemon, files);
          assertThat(created(daemon))
              .startsWith("10 slices by CSTORE")
              .contains("its sender ended in order");
        });
  }

  @Test
  @Tag("long")
  @Tag("peer")
  void a_sender_that_aborts_instead_of_releasing_has_not_ended_in_order() throws Exception {
    Peer storescu = Peer.require("storescu");
    run(
        settings("senderSeconds: 2", ""),
        (daemon, series) -> {
          List<String> arguments =
              new ArrayList<>(
                  List.of(
                      "--abort",
                      "-aec",
                      "CONTOURFLOW",
                      "127.0.0.1",
                      String.valueOf(daemon.listenerPort().getAsInt())));
          series.files().subList(0, 9).forEach(file -> arguments.add(file.toString()));
          storescu.run(arguments.toArray(String[]::new));
          awaitHeld(daemon, series);
          assertThat(reasonFile(daemon)).contains("SENDER_NOT_FINISHED");
        });
  }

  @Test
  @Tag("long")
  void a_protocols_least_length_holds_a_shorter_scan_with_both_lengths() throws Exception {
    Files.writeString(
        root.resolve("rules.yaml"),
        """
        protocols:
          - {name: lungs, models: [hu-anatomy], min-length-mm: 500}
        rules:
          - {name: all, when: {attribute: Modality, equals: CT}, protocols: [lungs]}
        """);
    run(
        settings("incompleteSeconds: 3", "rules: rules.yaml\n"),
        (daemon, series) -> {
          send(daemon, series.files());
          awaitHeld(daemon, series);
          assertThat(reasonFile(daemon))
              .contains("SCAN_TOO_SHORT", "mm long, and protocol lungs wants 500.0 mm at least");
        });
  }

  @Test
  @Tag("long")
  void where_it_is_to_be_told_only_a_dead_pacs_is_said_and_stops_nothing() throws Exception {
    run(
        settings(
            "unansweredCount: tell, countFrom: {name: pacs, host: 127.0.0.1, port: %d, calledAeTitle: PACS}"
                .formatted(FreePort.find()),
            ""),
        (daemon, series) -> {
          send(daemon, series.files());
          assertThat(created(daemon))
              .contains("pacs could not be asked for its number: ", "its sender ended in order");
        });
  }

  @Test
  void a_pacs_that_takes_the_question_and_says_nothing_leaves_a_held_series() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      run(
          settings(
              "countSeconds: 2, countFrom: {name: pacs, host: 127.0.0.1, port: %d,"
                      .formatted(silent.getLocalPort())
                  + " calledAeTitle: PACS}",
              ""),
          (daemon, series) -> {
            send(daemon, series.files());
            awaitHeld(daemon, series);
            assertThat(reasonFile(daemon))
                .contains("NOT_COUNTED", "no answer yet from pacs, which was asked");
          });
    }
  }

  @Test
  @Tag("long")
  @Tag("peer")
  void slices_that_a_pacs_has_are_waited_for_and_then_the_series_is_held_with_the_figures()
      throws Exception {
    int port = FreePort.find();
    try (OrthancPeer pacs = OrthancPeer.start(root.resolve("orthanc"), port)) {
      run(
          settings(
              "countSeconds: 20, countFrom: {name: pacs, host: 127.0.0.1, port: %d,"
                      .formatted(pacs.dicomPort())
                  + " calledAeTitle: ORTHANC, intervalSeconds: 1}",
              ""),
          (daemon, series) -> {
            List<Path> files = series.files();
            for (Path file : files) {
              pacs.upload(file);
            }
            send(daemon, files.subList(0, 9));
            Eventually.holds(
                "it is held for what the PACS has, also where it was held first for its answer",
                () ->
                    record(daemon, series)
                        .reason()
                        .equals("pacs has 10 instances of the series, here are 9"));
            awaitHeld(daemon, series);
            Eventually.holds(
                "one entry says so",
                () ->
                    KeptAside.in(daemon.home().quarantine()).stream()
                        .map(KeptAside::code)
                        .toList()
                        .equals(List.of("NOT_ALL_SENT")));
            send(daemon, files.subList(9, 10));
            assertThat(created(daemon)).contains("10 of 10 instances of pacs");
          });
    }
  }

  @Test
  @Tag("long")
  void a_scanner_that_pauses_after_its_first_slice_loses_nothing() throws Exception {
    run(
        settings("senderSeconds: 600, incompleteSeconds: 600", ""),
        (daemon, series) -> {
          send(daemon, series.files().subList(0, 1));
          Eventually.holds(
              "a single slice waits for the others",
              () -> record(daemon, series).reason().equals("incomplete: a single slice has come"));
          assertThat(record(daemon, series).state()).isEqualTo(SeriesState.OPEN);
          send(daemon, series.files());
          assertThat(created(daemon)).startsWith("10 slices by CSTORE");
        });
  }
}
