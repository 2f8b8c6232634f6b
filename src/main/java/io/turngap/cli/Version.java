package io.turngap.cli;

import picocli.CommandLine.IVersionProvider;

/** Turngap's version, from the jar's manifest. */
final class Version implements IVersionProvider {

    /** The version, or {@code development} when it runs from classes. */
    static String text() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"turngap " + text() + " (Java " + Runtime.version() + ")"};
    }
}
