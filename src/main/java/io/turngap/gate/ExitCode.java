package io.turngap.gate;

/** What the process tells the one that started it. */
public enum ExitCode {
    /** Every gate passed, or none failed and being unsure is allowed. */
    PASS(0),
    /** A defect of the program. */
    INTERNAL(1),
    /** The command line or the scenario is wrong. */
    USAGE(2),
    /** A gate failed. */
    GATE_FAILED(3),
    /** A gate could not be decided, and {@code --unsure fail} was given. */
    UNSURE(4),
    /** The run is invalid: the generator was too late, or there were too few turns. */
    INVALID(5),
    /** The agent could not be reached, or too many calls failed. */
    UNREACHABLE(6);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** The number. */
    public int code() {
        return code;
    }

    /**
     * The code of a judged run. That calls failed comes first where no turn ended, since a generator is not to blame for an agent that is
     * not there; otherwise an invalid run comes first, since its generator may be to blame for the failures.
     *
     * @param unsureFails true for {@code --unsure fail}
     */
    public static ExitCode of(Gates.Judgement judgement, boolean unsureFails) {
        if (judgement.noTurns() && judgement.tooManyFailed()) {
            return UNREACHABLE;
        }
        return switch (judgement.verdict()) {
            case INVALID -> INVALID;
            case FAIL -> judgement.tooManyFailed() ? UNREACHABLE : GATE_FAILED;
            case UNSURE -> unsureFails ? UNSURE : PASS;
            case PASS -> PASS;
        };
    }
}
