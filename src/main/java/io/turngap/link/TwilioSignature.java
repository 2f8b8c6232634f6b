package io.turngap.link;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code X-Twilio-Signature}, by which an agent knows that it is Twilio who asks: base64 of HMAC-SHA1, keyed with the account's auth token,
 * over the URL exactly as it is asked, followed by each parameter of the form, sorted by name, as its name and its value.
 */
final class TwilioSignature {

    /** The header that carries it. */
    static final String HEADER = "X-Twilio-Signature";

    private TwilioSignature() {}

    /** The signature of a request to {@code url}; {@code parameters} are those of a posted form, none for any other request. */
    static String of(Secret authToken, String url, Map<String, String> parameters) {
        StringBuilder signed = new StringBuilder(url);
        new TreeMap<>(parameters).forEach((name, value) -> signed.append(name).append(value));
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(authToken.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA1", e);
        }
    }
}
