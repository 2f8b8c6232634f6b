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
            default ->
                throw new CommandFailure(
                        ExitCode.USAGE.code(),
                        "--codec is \"" + name + "\"; allowed are pcm and mulaw. Give one of these.");
        };
    }
}
