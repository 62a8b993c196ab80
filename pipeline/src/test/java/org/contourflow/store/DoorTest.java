package org.contourflow.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.contourflow.cases.CaseStore;
import org.contourflow.config.StoreSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command reads and asks while the daemon has the store open, and after it was killed. */
class DoorTest {
  @TempDir Path folder;

  private Database command() throws IOException {
    return Database.forCommand(StoreSettings.embedded(), folder);
  }

  private static CaseStore cases(Database database) {
    return new JdbcCaseStore(database, Clock.systemUTC());
  }

  @Test
  void a_command_sees_what_the_daemon_writes_and_the_other_way_round() throws Exception {
    try (Database daemon = Database.embedded(folder);
        Database command = command()) {
      assertThat(command.mayBeServed()).isTrue();
      String id = cases(daemon).create("1", "1.2", "a".repeat(64), "p").record().caseId();
      assertThat(cases(command).find(id)).isPresent();
      cases(command).countAttempt(id, "seen");
      assertThat(cases(daemon).find(id).orElseThrow().detail()).isEqualTo("seen");
    }
    assertThat(folder.resolve("door")).doesNotExist();
  }

  @Test
  void without_a_daemon_the_file_itself_is_opened_also_when_a_killed_one_left_its_door()
      throws Exception {
    Database.embedded(folder).close();
    Files.write(folder.resolve("door"), List.of("1", "0".repeat(48)));
    try (Database command = command()) {
      assertThat(command.mayBeServed()).isFalse();
      assertThat(cases(command).all()).isEmpty();
    }
  }

  @Test
  void who_does_not_know_the_key_does_not_come_in() throws Exception {
    try (Database daemon = Database.embedded(folder)) {
      assertThat(cases(daemon).all()).isEmpty();
      int port = Integer.parseInt(Files.readAllLines(folder.resolve("door")).get(0));
      for (String name : List.of("wrong", folder.resolve("contourflow").toString())) {
        assertThatThrownBy(
                () ->
                    DriverManager.getConnection(
                            "jdbc:h2:tcp://127.0.0.1:" + port + "/" + name, "", "")
                        .close())
            .isInstanceOf(SQLException.class);
      }
      for (NetworkInterface net : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        Optional<InetAddress> outside =
            net.inetAddresses().filter(a -> !a.isLoopbackAddress()).findFirst();
        if (outside.isPresent()) {
          try (Socket socket = new Socket()) {
            assertThatThrownBy(
                    () -> socket.connect(new InetSocketAddress(outside.get(), port), 500))
                .isInstanceOf(IOException.class);
          }
        }
      }
    }
  }
}
