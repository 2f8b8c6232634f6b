package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate for {@code localhost} that nobody else has signed.
 *
 * @param store with its key, PKCS 12
 * @param pem the certificate alone
 */
record OwnCertificate(Path store, Path pem) {

    /** Makes one, with the tool that every JDK has. */
    static OwnCertificate make(Path folder) throws Exception {
        Path store = folder.resolve("agent.p12");
        Path pem = folder.resolve("agent.pem");
        keytool(
                "-genkeypair",
                "-alias",
                "agent",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=DNS:localhost",
                "-keystore",
                store.toString());
        keytool("-exportcert", "-rfc", "-alias", "agent", "-file", pem.toString(), "-keystore", store.toString());
        return new OwnCertificate(store, pem);
    }

    /** What a server with this certificate needs. */
    SSLContext tls() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = Stream.concat(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString()),
                        Stream.concat(
                                Stream.of(arguments),
                                Stream.of(
                                        "-J-XX:TieredStopAtLevel=1",
                                        "-J-XX:+UseSerialGC",
                                        "-storepass",
                                        "changeit",
                                        "-storetype",
                                        "PKCS12")))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }
}
