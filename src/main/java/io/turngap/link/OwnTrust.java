package io.turngap.link;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/** Trust in certificates of one's own, for requests over HTTP: the same as {@link SocketLink} has for WebSockets. */
final class OwnTrust {

    private OwnTrust() {}

    /**
     * Makes {@code client} trust the certificates in {@code pem} instead of Java's own.
     *
     * @throws LinkException when the file cannot be read or holds none
     */
    static void in(OkHttpClient.Builder client, Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("own-" + count++, certificate);
            }
            if (count == 0) {
                throw new GeneralSecurityException("there is none in it");
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            X509TrustManager manager = Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new GeneralSecurityException("Java makes no X.509 trust manager of it"));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {manager}, null);
            client.sslSocketFactory(context.getSocketFactory(), manager);
        } catch (IOException | GeneralSecurityException e) {
            throw new LinkException(
                    "the file of trusted certificates, " + pem + ", cannot be used (" + Redaction.reason(e)
                            + "); it must be a PEM file of X.509 certificates: check the path",
                    e);
        }
    }
}
