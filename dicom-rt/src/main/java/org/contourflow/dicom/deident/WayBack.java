package org.contourflow.dicom.deident;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.contourflow.dicom.DurableMove;

/**
 * What stood where a pseudonym stands now: a file of its own, kept apart from the data, encrypted
 * (AES-256-GCM) with a key made from the project's. Neither the file nor the key alone leads back.
 */
public final class WayBack {
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final byte[] MAGIC = "CFWB1".getBytes(StandardCharsets.US_ASCII);

  private WayBack() {}

  /** Writes the entries, with those that the file already has. */
  public static void add(Path file, DeidentKey key, Map<String, String> entries)
      throws IOException {
    Map<String, String> all = Files.exists(file) ? read(file, key) : new TreeMap<>();
    all.putAll(entries);
    StringBuilder text = new StringBuilder();
    Base64.Encoder base64 = Base64.getEncoder();
    all.forEach(
        (pseudonym, original) ->
            text.append(pseudonym)
                .append('\t')
                .append(base64.encodeToString(original.getBytes(StandardCharsets.UTF_8)))
                .append('\n'));
    byte[] nonce = new byte[NONCE];
    new SecureRandom().nextBytes(nonce);
    byte[] sealed =
        crypt(Cipher.ENCRYPT_MODE, key, nonce, text.toString().getBytes(StandardCharsets.UTF_8), 0);
    Files.createDirectories(file.toAbsolutePath().getParent());
    DurableMove.write(
        file,
        out -> {
          out.write(MAGIC);
          out.write(nonce);
          out.write(sealed);
        });
  }

  /**
   * The originals by pseudonym.
   *
   * @throws IOException if the file is not one of these, was changed, or belongs to another key
   */
  public static Map<String, String> read(Path file, DeidentKey key) throws IOException {
    byte[] all = Files.readAllBytes(file);
    int head = MAGIC.length + NONCE;
    if (all.length < head || !Arrays.equals(all, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IOException(file.getFileName() + " is no way back of de-identified data");
    }
    byte[] nonce = Arrays.copyOfRange(all, MAGIC.length, head);
    String text =
        new String(crypt(Cipher.DECRYPT_MODE, key, nonce, all, head), StandardCharsets.UTF_8);
    Map<String, String> entries = new TreeMap<>();
    for (String line : text.split("\n")) {
      int tab = line.indexOf('\t');
      if (tab > 0) {
        byte[] original = Base64.getDecoder().decode(line.substring(tab + 1));
        entries.put(line.substring(0, tab), new String(original, StandardCharsets.UTF_8));
      }
    }
    return entries;
  }

  private static byte[] crypt(int mode, DeidentKey key, byte[] nonce, byte[] data, int from)
      throws IOException {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      SecretKeySpec secret = new SecretKeySpec(key.derive("way back"), "AES");
      cipher.init(mode, secret, new GCMParameterSpec(TAG_BITS, nonce));
      return cipher.doFinal(data, from, data.length - from);
    } catch (GeneralSecurityException e) {
      throw new IOException("the way back does not open: another key, or the file was changed");
    }
  }
}
