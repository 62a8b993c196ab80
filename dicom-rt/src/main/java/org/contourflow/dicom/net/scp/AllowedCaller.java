package org.contourflow.dicom.net.scp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.contourflow.dicom.net.AeTitle;

/**
 * A calling AE title that may open associations and, if a host is named, only from there. Text form
 * {@code AET} or {@code AET@host}; the host is a name, an address, or an address block such as
 * {@code 10.1.0.0/16}. A name is resolved at each check, so that it follows DNS.
 */
public record AllowedCaller(AeTitle aeTitle, Optional<String> host) {
  /** Checks the host's form. */
  public AllowedCaller {
    Objects.requireNonNull(aeTitle);
    host.filter(h -> h.contains("/")).ifPresent(AllowedCaller::checkBlock);
  }

  /** Reads {@code AET} or {@code AET@host}. */
  public static AllowedCaller parse(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return new AllowedCaller(new AeTitle(text), Optional.empty());
    }
    String host = text.substring(at + 1).strip();
    if (host.isEmpty()) {
      throw new IllegalArgumentException("allowed caller '" + text + "': no host after the @");
    }
    return new AllowedCaller(new AeTitle(text.substring(0, at)), Optional.of(host));
  }

  /** Whether a call of this title from this address is allowed. */
  public boolean allows(String callingAeTitle, InetAddress address) {
    return aeTitle.value().equals(callingAeTitle)
        && (host.isEmpty() || matches(host.get(), address));
  }

  private static boolean matches(String host, InetAddress address) {
    try {
      int slash = host.indexOf('/');
      if (slash < 0) {
        return Arrays.asList(InetAddress.getAllByName(host)).contains(address);
      }
      byte[] block = InetAddress.getByName(host.substring(0, slash)).getAddress();
      return sharesPrefix(block, address.getAddress(), Integer.parseInt(host.substring(slash + 1)));
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean sharesPrefix(byte[] block, byte[] address, int bits) {
    if (block.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >>> (bit & 7);
      if ((block[bit >> 3] & mask) != (address[bit >> 3] & mask)) {
        return false;
      }
    }
    return true;
  }

  private static void checkBlock(String block) {
    try {
      int slash = block.indexOf('/');
      String base = block.substring(0, slash);
      int bits = Integer.parseInt(block.substring(slash + 1));
      boolean literal = base.matches("[0-9.]+|[0-9a-fA-F:.]+");
      if (literal && bits >= 0 && bits <= 8 * InetAddress.getByName(base).getAddress().length) {
        return;
      }
    } catch (UnknownHostException | NumberFormatException e) {
      // Falls through to the one message.
    }
    throw new IllegalArgumentException(
        "address block '" + block + "' is not of the form 10.1.0.0/16 or fd00::/8");
  }

  @Override
  public String toString() {
    return host.map(h -> aeTitle + "@" + h).orElse(aeTitle.value());
  }
}
