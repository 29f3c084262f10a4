package dev.foresight.standalone.secured;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate of this machine, which signed itself, and its key: as Kafka and the chart take
 * them.
 *
 * @param authority the certificate in PEM
 * @param combined key and certificate in one file in PEM
 */
record Certificate(Path authority, Path combined) {
  private static final String PASSWORD = "changeit";

  /** Makes one with the JDK's keytool. */
  static Certificate create(Path folder) throws Exception {
    var file = folder.resolve("keys.p12");
    int status =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=foresight",
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start()
            .waitFor();
    assertThat(status).isZero();
    var keys = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    var alias = keys.aliases().nextElement();
    var certificate = pem("CERTIFICATE", keys.getCertificate(alias).getEncoded());
    var key = pem("PRIVATE KEY", keys.getKey(alias, PASSWORD.toCharArray()).getEncoded());
    return new Certificate(
        Files.writeString(folder.resolve("ca.crt"), certificate),
        Files.writeString(folder.resolve("tls-combined.pem"), key + certificate));
  }

  private static String pem(String kind, byte[] der) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(der), kind);
  }
}
