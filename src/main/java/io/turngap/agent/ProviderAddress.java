package io.turngap.agent;

import java.util.Optional;
import java.util.function.UnaryOperator;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Where an OpenAI-compatible endpoint is, which model is asked for there, and the key that opens it. The key comes from the environment,
 * goes into the header of a request and nowhere else: {@link #hidden} takes it out of whatever a server says.
 */
final class ProviderAddress {

    private final HttpUrl base;
    private final String model;
    private final String keyVariable;
    private final @Nullable String key;

    private ProviderAddress(HttpUrl base, String model, String keyVariable, @Nullable String key) {
        this.base = base;
        this.model = model;
        this.keyVariable = keyVariable;
        this.key = key;
    }

    /**
     * The address of {@code provider}. A variable that is not set, or blank, means that no key is sent: servers on one's own machine want none.
     *
     * @param environment such as {@code System::getenv}; gives null for a variable that is not set
     * @throws IllegalArgumentException when the address is none; the reader of settings refuses such ones before
     */
    static ProviderAddress of(AgentConfig.Provider provider, UnaryOperator<@Nullable String> environment) {
        String found = environment.apply(provider.keyEnv());
        String key = found == null || found.isBlank() ? null : found.strip();
        return new ProviderAddress(HttpUrl.get(provider.baseUrl()), provider.model(), provider.keyEnv(), key);
    }

    /** An address that wants no key and has no models, such as a tool server's. */
    static ProviderAddress keyless(String url) {
        return new ProviderAddress(HttpUrl.get(url), "", "", null);
    }

    /** A request to {@code path} below the address, such as {@code chat/completions}. */
    Request.Builder request(String path) {
        Request.Builder request = new Request.Builder()
                .url(base.newBuilder().addPathSegments(path).build());
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    /** The model's name at this address. */
    String model() {
        return model;
    }

    /** Host, and port where it is not the scheme's own; nothing that could hold a secret. */
    String host() {
        return host(base);
    }

    /** As {@link #host}, of any address. */
    static String host(HttpUrl url) {
        boolean usual = url.port() == HttpUrl.defaultPort(url.scheme());
        return usual ? url.host() : url.host() + ":" + url.port();
    }

    /** What an engine at this address says of itself, such as {@code openai whisper-1 at api.openai.com}. */
    String about() {
        return "openai " + model + " at " + host();
    }

    /** {@code text} without the key, wherever a server repeats it. */
    String hidden(String text) {
        return key == null ? text : text.replace(key, "***");
    }

    /** What to do when the server does not let us in. */
    Optional<String> adviceFor(int status) {
        if (keyVariable.isEmpty()) {
            return Optional.empty();
        }
        return switch (status) {
            case 401, 403 ->
                Optional.of(
                        key == null
                                ? "no key was sent, because the environment variable " + keyVariable
                                        + " is not set: set it before starting"
                                : "the key in the environment variable " + keyVariable
                                        + " was refused: set one that is valid there");
            case 404 -> Optional.of("check base_url and model_name (" + model + ")");
            case 429 -> Optional.of("too many requests: run fewer calls, or raise the account's limits");
            default -> Optional.empty();
        };
    }
}
