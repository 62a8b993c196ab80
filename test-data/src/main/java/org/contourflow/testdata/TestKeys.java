package org.contourflow.testdata;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keys and certificates for tests, made by the JDK's keytool; worth nothing elsewhere. */
public final class TestKeys {
  /** Of every store. */
  public static final String PASSWORD = "test-only";

  private final Path folder;

  private TestKeys(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes {@code NAME.p12} and {@code NAME.pem} for each name, for 127.0.0.1, and {@code trust.p12}
   * with the certificates of the first {@code trusted} of them.
   */
  public static TestKeys make(Path folder, int trusted, String... names)
      throws IOException, InterruptedException {
    TestKeys keys = new TestKeys(folder);
    for (int i = 0; i < names.length; i++) {
      keys.pair(names[i]);
      if (i < trusted) {
        keys.trust(names[i]);
      }
    }
    return keys;
  }

  private void pair(String name) throws IOException, InterruptedException {
    keytool(
        store(name),
        List.of("-genkeypair", "-alias", name, "-keyalg", "RSA", "-keysize", "2048"),
        List.of("-validity", "3650", "-dname", "CN=" + name, "-ext", "san=ip:127.0.0.1"));
    keytool(
        store(name),
        List.of("-exportcert", "-rfc", "-alias", name),
        List.of("-file", certificate(name).toString()));
  }

  private void trust(String name) throws IOException, InterruptedException {
    keytool(
        trustStore(),
        List.of("-importcert", "-noprompt", "-alias", name),
        List.of("-file", certificate(name).toString()));
  }

  /** PKCS#12 with key and certificate. */
  public Path store(String name) {
    return folder.resolve(name + ".p12");
  }

  /** The certificate in PEM. */
  public Path certificate(String name) {
    return folder.resolve(name + ".pem");
  }

  /** PKCS#12 with the certificates trusted. */
  public Path trustStore() {
    return folder.resolve("trust.p12");
  }

  private static void keytool(Path store, List<String> what, List<String> more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(what);
    command.addAll(more);
    command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("keytool " + what.get(0) + " failed");
    }
  }
}
