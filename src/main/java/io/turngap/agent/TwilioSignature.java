package io.turngap.agent;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks {@code X-Twilio-Signature}: base64 of HMAC-SHA1, keyed with the account's token, over the whole URL as Twilio called it, followed by
 * every parameter of a form, sorted, each as name and value. Behind a proxy only the name of the host is known, so the schemes and default
 * ports under which Twilio may have called are all tried, as Twilio's own verifiers do.
 */
final class TwilioSignature {

    static final String HEADER = "X-Twilio-Signature";

    private static final List<String> PLAIN = List.of("http", "ws");

    private TwilioSignature() {}

    /** True when the request carries the right signature; {@code form} is its body, empty where it has none. */
    static boolean isValid(String token, FullHttpRequest request, String form) {
        byte[] presented = request.headers().get(HEADER, "").getBytes(StandardCharsets.UTF_8);
        String parameters = request.method().equals(HttpMethod.POST) ? parameters(form) : "";
        boolean valid = false;
        for (String url : urls(request)) {
            valid |= MessageDigest.isEqual(sign(token, url + parameters).getBytes(StandardCharsets.UTF_8), presented);
        }
        return valid;
    }

    /** The signature over {@code url} and {@code parameters}. */
    static String of(String token, String url, Map<String, List<String>> parameters) {
        return sign(token, url + joined(parameters));
    }

    private static String sign(String token, String data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(data.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA1", e);
        }
    }

    private static String parameters(String form) {
        return form.isEmpty() ? "" : joined(new QueryStringDecoder(form, false).parameters());
    }

    private static String joined(Map<String, List<String>> parameters) {
        StringBuilder joined = new StringBuilder();
        new TreeMap<>(parameters)
                .forEach((name, values) -> new TreeSet<>(values)
                        .forEach(value -> joined.append(name).append(value)));
        return joined.toString();
    }

    private static List<String> urls(FullHttpRequest request) {
        String host = request.headers().get(HttpHeaderNames.HOST, "");
        boolean namesPort = host.lastIndexOf(':') > host.lastIndexOf(']');
        List<String> urls = new ArrayList<>();
        for (String scheme : List.of("https", "http", "wss", "ws")) {
            String port = PLAIN.contains(scheme) ? ":80" : ":443";
            urls.add(scheme + "://" + host + request.uri());
            if (!namesPort) {
                urls.add(scheme + "://" + host + port + request.uri());
            } else if (host.endsWith(port)) {
                urls.add(scheme + "://" + host.substring(0, host.length() - port.length()) + request.uri());
            }
        }
        return urls;
    }
}
