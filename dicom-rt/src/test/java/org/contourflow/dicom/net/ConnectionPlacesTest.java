package org.contourflow.dicom.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectionPlacesTest {
  private final ConnectionPlaces<Object> places = new ConnectionPlaces<>(4, 2);

  private Object admitted(String address) throws UnknownHostException {
    Object connection = new Object();
    assertThat(places.admit(connection, InetAddress.getByName(address)).admitted()).isTrue();
    return connection;
  }

  @Test
  void the_longest_silent_connection_of_an_address_makes_room_for_its_next() throws Exception {
    Object first = admitted("10.0.0.1");
    Object second = admitted("10.0.0.1");
    var verdict = places.admit(new Object(), InetAddress.getByName("10.0.0.1"));
    assertThat(verdict.admitted()).isTrue();
    assertThat(verdict.cut()).containsExactly(first);
    assertThat(places.served(first)).as("its place is gone").isFalse();
    assertThat(places.served(second)).isTrue();
  }

  @Test
  void what_is_served_keeps_its_place_and_one_too_many_is_turned_away() throws Exception {
    places.served(admitted("10.0.0.1"));
    places.served(admitted("10.0.0.1"));
    var verdict = places.admit(new Object(), InetAddress.getByName("10.0.0.1"));
    assertThat(verdict.admitted()).isFalse();
    assertThat(verdict.cut()).isEmpty();
    assertThat(places.taken()).isEqualTo(2);
    admitted("10.0.0.2");
  }

  @Test
  void many_addresses_together_cannot_take_more_than_all_places() throws Exception {
    Object oldest = admitted("10.0.0.1");
    for (int i = 2; i <= 4; i++) {
      admitted("10.0.0." + i);
    }
    var verdict = places.admit(new Object(), InetAddress.getByName("10.0.0.5"));
    assertThat(verdict.admitted()).isTrue();
    assertThat(verdict.cut()).containsExactly(oldest);
  }

  @Test
  void addresses_of_one_ipv6_network_are_one_caller() throws Exception {
    Object first = admitted("fd00::1");
    admitted("fd00::2");
    var verdict = places.admit(new Object(), InetAddress.getByName("fd00::3"));
    assertThat(verdict.cut()).containsExactly(first);
  }

  @Test
  void only_what_is_silent_grows_overdue() throws Exception {
    Object silent = admitted("10.0.0.1");
    Object served = admitted("10.0.0.2");
    places.served(served);
    assertThat(places.silentFor(Duration.ofNanos(-1_000_000_000))).containsExactly(silent);
    places.silent(served);
    assertThat(places.silentFor(Duration.ofMinutes(1))).isEmpty();
    places.gone(served);
    assertThat(places.taken()).isZero();
  }
}
