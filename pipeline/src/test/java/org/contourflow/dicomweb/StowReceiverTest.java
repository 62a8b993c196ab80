package org.contourflow.dicomweb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.contourflow.audit.MemoryRunLog;
import org.contourflow.cases.ArrivalStore;
import org.contourflow.config.Settings;
import org.contourflow.dicomweb.StowAnswer.Instances;
import org.contourflow.dicomweb.StowAnswer.NotStored;
import org.contourflow.dicomweb.StowAnswer.Rejected;
import org.contourflow.home.Home;
import org.contourflow.home.Quarantine;
import org.contourflow.intake.Intake;
import org.contourflow.series.MissingUids;
import org.contourflow.store.Database;
import org.contourflow.store.JdbcArrivalStore;
import org.contourflow.testdata.Phantom;
import org.contourflow.testdata.PhantomSeries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StowReceiverTest {
  private static final String TYPE =
      "multipart/related; type=\"application/dicom\"; boundary=\"the boundary\"";
  private static final byte[] END = ascii("\r\n--the boundary--\r\n");

  @TempDir static Path source;
  private static PhantomSeries series;

  @TempDir Path root;
  private Home home;
  private Path folder;
  private Database database;
  private ArrivalStore arrivals;
  private Intake intake;

  @BeforeAll
  static void phantom() throws IOException {
    series = Phantom.small().evenSlices(4, 3).build().writeTo(source);
  }

  @BeforeEach
  void open() throws IOException {
    home = Home.open(Settings.defaults().withHome(root.resolve("home")));
    folder = Files.createDirectories(home.incoming().resolve("stow"));
    database = Database.embedded(home.database());
    arrivals = new JdbcArrivalStore(database, Clock.systemUTC());
    MemoryRunLog runLog = new MemoryRunLog();
    Quarantine quarantine = new Quarantine(home.quarantine(), runLog, Clock.systemUTC());
    intake =
        new Intake(
            home, arrivals, quarantine, runLog, new Intake.Policy(50_000_000, MissingUids.REFUSE));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private StowReceiver receiver(long maxInstance, long maxRequest, long reserve) {
    Duration longest = Duration.ofMinutes(4);
    return new StowReceiver(
        folder, intake, new StowLimits(maxInstance, maxRequest, longest, reserve));
  }

  private StowAnswer receive(InputStream body) {
    return receiver(10_000_000, 50_000_000, 0)
        .receive(TYPE, OptionalLong.empty(), Optional.empty(), body);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] part(byte[] content) {
    ByteArrayOutputStream part = new ByteArrayOutputStream();
    part.writeBytes(ascii("\r\n--the boundary\r\nContent-Type: application/dicom\r\n\r\n"));
    part.writeBytes(content);
    return part.toByteArray();
  }

  private static byte[] body(byte[]... contents) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] content : contents) {
      body.writeBytes(part(content));
    }
    body.writeBytes(END);
    // RFC 2046: the first delimiter may stand at the very beginning.
    byte[] all = body.toByteArray();
    return Arrays.copyOfRange(all, 2, all.length);
  }

  private static byte[] slice(int i) throws IOException {
    return Files.readAllBytes(series.files().get(i));
  }

  private static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private List<Path> incoming() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private int stored() {
    return arrivals.instancesOf(series.uids().series()).size();
  }

  @Test
  void every_part_is_stored_and_named_and_nothing_is_left_on_the_way() throws IOException {
    StowAnswer answer = receive(stream(body(slice(0), slice(1), slice(2), slice(3))));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.contentType()).isEqualTo("application/dicom+json");
    assertThat(answer.body())
        .contains("\"00081199\"", "\"vr\":\"SQ\"")
        .doesNotContain("\"00081198\"");
    assertThat(stored()).isEqualTo(4);
    for (var instance : arrivals.instancesOf(series.uids().series())) {
      assertThat(answer.body()).contains("[\"" + instance.sopInstanceUid() + "\"]");
      assertThat(instance.source()).isEqualTo("STOW");
    }
    assertThat(incoming()).isEmpty();
  }

  @Test
  void the_same_request_again_changes_nothing_and_is_answered_the_same() throws IOException {
    byte[] body = body(slice(0), slice(1));
    String first = receive(stream(body)).body();
    StowAnswer second = receive(stream(body));
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(first);
    assertThat(stored()).isEqualTo(2);
    assertThat(incoming()).isEmpty();
  }

  @Test
  void a_part_that_is_no_instance_is_named_as_failed_and_the_others_are_stored()
      throws IOException {
    StowAnswer answer = receive(stream(body(slice(0), ascii("no DICOM"), slice(1))));
    assertThat(answer.status()).isEqualTo(202);
    assertThat(((Instances) answer).notStored())
        .containsExactly(new NotStored("", "", StowReceiver.CANNOT_UNDERSTAND));
    assertThat(answer.body()).contains("\"00081197\":{\"vr\":\"US\",\"Value\":[49152]}");
    assertThat(stored()).isEqualTo(2);
    assertThat(receive(stream(body(ascii("no DICOM")))).status()).isEqualTo(409);
    assertThat(incoming()).isEmpty();
  }

  @Test
  void an_instance_of_another_study_than_the_path_says_is_not_stored() throws IOException {
    StowReceiver receiver = receiver(10_000_000, 50_000_000, 0);
    StowAnswer answer =
        receiver.receive(TYPE, OptionalLong.empty(), Optional.of("1.2.3"), stream(body(slice(0))));
    assertThat(answer.status()).isEqualTo(409);
    assertThat(((Instances) answer).notStored().get(0).reason())
        .isEqualTo(StowReceiver.DOES_NOT_MATCH);
    Optional<String> own = Optional.of(series.uids().study());
    assertThat(receiver.receive(TYPE, OptionalLong.empty(), own, stream(body(slice(0)))).status())
        .isEqualTo(200);
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void a_body_that_breaks_off_anywhere_leaves_no_half_instance() throws IOException {
    byte[] body = body(slice(0), slice(1));
    for (int length = 0; length < body.length - END.length; length += body.length / 23) {
      StowAnswer answer = receive(stream(Arrays.copyOf(body, length)));
      assertThat(answer.status()).as("cut at %d", length).isEqualTo(400);
      assertThat(incoming()).as("cut at %d", length).isEmpty();
    }
    assertThat(stored()).as("the first part was whole in some of them").isEqualTo(1);
    assertThat(receive(stream(body)).status()).isEqualTo(200);
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void a_connection_that_fails_is_no_failure_of_the_disk() throws IOException {
    byte[] whole = body(slice(0));
    InputStream broken =
        new InputStream() {
          private int at;

          @Override
          public int read() throws IOException {
            if (at > whole.length / 2) {
              throw new IOException("Connection reset");
            }
            return whole[at++] & 0xff;
          }
        };
    assertThat(receive(broken)).isEqualTo(new Rejected(400, "the request's body broke off"));
    assertThat(incoming()).isEmpty();
  }

  @Test
  void a_part_above_the_limit_is_refused_and_the_next_is_taken() throws IOException {
    byte[] small = slice(0);
    byte[] large = Arrays.copyOf(small, small.length + 200_000);
    StowAnswer answer =
        receiver(small.length + 1000, 50_000_000, 0)
            .receive(TYPE, OptionalLong.empty(), Optional.empty(), stream(body(large, small)));
    assertThat(answer.status()).isEqualTo(202);
    assertThat(((Instances) answer).notStored())
        .containsExactly(new NotStored("", "", StowReceiver.OUT_OF_RESOURCES));
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void a_request_above_the_limit_is_refused_announced_or_not() throws IOException {
    byte[] body = body(slice(0), slice(1), slice(2));
    StowReceiver receiver = receiver(10_000_000, body.length - 1000, 0);
    assertThat(
            receiver
                .receive(TYPE, OptionalLong.of(body.length), Optional.empty(), stream(body))
                .status())
        .isEqualTo(413);
    assertThat(stored()).isZero();
    assertThat(
            receiver.receive(TYPE, OptionalLong.empty(), Optional.empty(), stream(body)).status())
        .isEqualTo(413);
    assertThat(incoming()).isEmpty();
  }

  @Test
  void a_body_that_takes_too_long_is_cut_off() throws IOException {
    StowReceiver receiver =
        new StowReceiver(
            folder, intake, new StowLimits(10_000_000, 50_000_000, Duration.ofMillis(200), 0));
    byte[] body = body(slice(0));
    InputStream slow =
        new ByteArrayInputStream(body) {
          @Override
          public synchronized int read(byte[] bytes, int offset, int length) {
            try {
              Thread.sleep(20);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return super.read(bytes, offset, Math.min(length, 10));
          }
        };
    assertThat(receiver.receive(TYPE, OptionalLong.empty(), Optional.empty(), slow).status())
        .isEqualTo(408);
    assertThat(incoming()).isEmpty();
  }

  @Test
  void below_the_reserve_nothing_is_taken() throws IOException {
    StowAnswer answer =
        receiver(10_000_000, 50_000_000, Long.MAX_VALUE)
            .receive(TYPE, OptionalLong.empty(), Optional.empty(), stream(body(slice(0))));
    assertThat(answer.status()).isEqualTo(503);
    assertThat(stored()).isZero();
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | 415",
        "multipart/form-data; boundary=x | 415",
        "multipart/related; type=\"application/dicom+json\"; boundary=x | 415",
        "multipart/related; type=\"application/dicom\" | 400",
        "multipart/related; boundary= | 400",
        "'' | 415",
      })
  void a_content_type_that_is_not_served_is_said_so(String type, int status) {
    StowAnswer answer =
        receiver(1000, 1000, 0)
            .receive(type, OptionalLong.empty(), Optional.empty(), InputStream.nullInputStream());
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/related; type=\"application/dicom\"; boundary=the boundary",
        "Multipart/Related; Boundary=\"the boundary\"; Type=application/dicom",
        "multipart/related;boundary=\"the boundary\"",
      })
  void a_content_type_may_be_written_as_senders_write_it(String type) throws IOException {
    StowAnswer answer =
        receiver(10_000_000, 50_000_000, 0)
            .receive(type, OptionalLong.empty(), Optional.empty(), stream(body(slice(0))));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void a_part_of_another_type_is_said_so() {
    byte[] body =
        ascii(
            "--the boundary\r\nContent-Type: application/dicom+json\r\n\r\n[]"
                + "\r\n--the boundary--");
    assertThat(receive(stream(body)).status()).isEqualTo(415);
  }

  @Test
  void what_a_crash_left_is_taken_up_once_and_half_parts_go() throws IOException {
    Files.copy(series.files().get(0), folder.resolve("whole.dcm"));
    Files.write(folder.resolve(PartFile.TEMPORARY + "1.tmp"), new byte[100]);
    receiver(1, 1, 0).takeUp();
    assertThat(stored()).isEqualTo(1);
    assertThat(incoming()).isEmpty();
  }

  @Test
  void mutated_bodies_end_in_an_answer_and_leave_nothing_half() throws IOException {
    Random random = new Random(4);
    byte[] whole = body(Arrays.copyOf(slice(0), 3000), Arrays.copyOf(slice(1), 3000));
    for (int i = 0; i < 300; i++) {
      byte[] mutated = whole.clone();
      int flips = 1 + random.nextInt(8);
      for (int f = 0; f < flips; f++) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      }
      int status = receive(stream(mutated)).status();
      assertThat(status).as("mutation %d", i).isIn(200, 202, 400, 409, 415);
    }
    assertThat(incoming()).isEmpty();
  }
}
