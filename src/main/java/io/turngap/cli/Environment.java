package io.turngap.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The machine and the program that measured. */
final class Environment {
    private Environment() {}

    /** Name to value, for reports. Holds no secret: no variable of the environment, no user, no path. */
    static Map<String, String> describe() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("turngap", Version.text());
        facts.put("java", Runtime.version() + " " + System.getProperty("java.vendor"));
        facts.put(
                "os",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("host", host());
        return facts;
    }

    /** The machine's name. */
    static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "unknown";
        }
    }
}
