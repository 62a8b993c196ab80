package org.contourflow.dicom.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;

/** A PKCS#12 or JKS file of keys or certificates, of DICOM's TLS and of HTTP's. */
public final class TlsStore {
  private TlsStore() {}

  /**
   * Opens a store.
   *
   * @throws IOException naming the file if it cannot be opened or is empty
   */
  public static KeyStore open(Path file, String password)
      throws IOException, GeneralSecurityException {
    char[] secret = password.toCharArray();
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, secret);
      if (store.size() == 0) {
        throw new IOException(file + " holds no certificate; it must be a PKCS#12 or JKS store");
      }
      return store;
    } catch (IOException e) {
      throw new IOException(
          "the TLS store "
              + file
              + " cannot be opened ("
              + e.getMessage()
              + "): check the path, the password and that it is a PKCS#12 or JKS store",
          e);
    } finally {
      Arrays.fill(secret, '\0');
    }
  }
}
