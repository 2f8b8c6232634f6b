package io.turngap.cli;

import io.turngap.gate.ExitCode;
import io.turngap.link.WireFormat;

/** Names of wire formats on the command line. */
final class Codecs {
    private Codecs() {}

    static WireFormat parse(String name) {
        return switch (name) {
            case "pcm" -> WireFormat.PCM;
            case "mulaw" -> WireFormat.MULAW;
            case "alaw" -> WireFormat.ALAW;
            case "opus" -> WireFormat.OPUS;
            default ->
                throw new CommandFailure(
                        ExitCode.USAGE.code(),
                        "--codec is \"" + name + "\"; allowed are pcm, mulaw, alaw and opus. Give one of these.");
        };
    }

    /** As {@link #parse}, where samples are counted on the wire: Opus smears the edges of a marker over some milliseconds. */
    static WireFormat parseExact(String name) {
        WireFormat format = parse(name);
        if (format.sound().isPackets()) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "--codec is \"" + name
                            + "\", by which no sound is kept to the sample, so the instrument cannot be measured"
                            + " with it; allowed here are pcm, mulaw and alaw. Give one of these.");
        }
        return format;
    }
}
