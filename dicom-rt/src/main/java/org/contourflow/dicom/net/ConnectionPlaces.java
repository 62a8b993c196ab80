package org.contourflow.dicom.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The places a server has for connections, in all and for one address, of DICOM's listener and of
 * HTTP's. A connection that has not yet shown that it is served (no association negotiated, no
 * request under way) is silent. Where places are used up the longest silent connection makes room,
 * so that silent connections lock nobody out, not even a caller on the same address; where none is
 * silent the new one is turned away.
 *
 * <p>An IPv6 caller owns at least a /64, which counts as one address.
 *
 * @param <C> a connection, told apart by identity
 */
public final class ConnectionPlaces<C> {
  private static final int PREFIX_BYTES = 8;

  private final int most;
  private final int mostPerAddress;
  private final Map<C, Place> places = new IdentityHashMap<>();

  private static final class Place {
    private final String address;
    private long silentSince = System.nanoTime();
    private boolean served;

    private Place(String address) {
      this.address = address;
    }
  }

  /**
   * What to do with a new connection.
   *
   * @param admitted whether it has a place; else it is to be closed
   * @param cut connections whose places are gone already and that are to be closed
   */
  public record Verdict<C>(boolean admitted, List<C> cut) {
    public Verdict {
      cut = List.copyOf(cut);
    }
  }

  /** So many places, and so many of them at most for one address. */
  public ConnectionPlaces(int most, int mostPerAddress) {
    if (most < 1 || mostPerAddress < 1) {
      throw new IllegalArgumentException("a server has at least one place");
    }
    this.most = most;
    this.mostPerAddress = mostPerAddress;
  }

  /** Gives a new connection a place, at the cost of a silent one if need be. */
  public synchronized Verdict<C> admit(C connection, InetAddress from) {
    String address = key(from);
    List<C> cut = new ArrayList<>();
    boolean room =
        makeRoom(place -> place.address.equals(address), mostPerAddress, cut)
            && makeRoom(place -> true, most, cut);
    if (room) {
      places.put(connection, new Place(address));
    }
    return new Verdict<>(room, cut);
  }

  private boolean makeRoom(Predicate<Place> which, int limit, List<C> cut) {
    if (places.values().stream().filter(which).count() < limit) {
      return true;
    }
    Optional<C> longest =
        places.entrySet().stream()
            .filter(e -> which.test(e.getValue()) && !e.getValue().served)
            .min(Comparator.comparingLong(e -> e.getValue().silentSince))
            .map(Map.Entry::getKey);
    longest.ifPresent(places::remove);
    longest.ifPresent(cut::add);
    return longest.isPresent();
  }

  /**
   * The connection is served: it keeps its place until it is silent again or gone.
   *
   * @return false if it has lost its place; it is to be closed
   */
  public synchronized boolean served(C connection) {
    Place place = places.get(connection);
    if (place == null) {
      return false;
    }
    place.served = true;
    return true;
  }

  /** What it was served with is over; it may stay, but is the first to make room. */
  public synchronized void silent(C connection) {
    Place place = places.get(connection);
    if (place != null) {
      place.served = false;
      place.silentSince = System.nanoTime();
    }
  }

  /** The connection is closed. */
  public synchronized void gone(C connection) {
    places.remove(connection);
  }

  /** Connections that have been silent for longer; they lose their places and are to be closed. */
  public synchronized List<C> silentFor(Duration longer) {
    long since = System.nanoTime() - longer.toNanos();
    List<C> overdue =
        places.entrySet().stream()
            .filter(e -> !e.getValue().served && e.getValue().silentSince - since < 0)
            .map(Map.Entry::getKey)
            .toList();
    overdue.forEach(places::remove);
    return overdue;
  }

  /** Connections that have a place. */
  public synchronized int taken() {
    return places.size();
  }

  private static String key(InetAddress address) {
    byte[] bytes = address == null ? new byte[0] : address.getAddress();
    return Arrays.toString(
        address instanceof Inet6Address ? Arrays.copyOf(bytes, PREFIX_BYTES) : bytes);
  }
}
