package io.turngap.agent;

/**
 * Tells a telephone provider what its {@link AgentCall} does, which is sound and nothing else: plays each reply as fast as it is made, puts a
 * mark behind it, and has what was not played dropped when the caller speaks.
 */
final class PhoneTeller implements AgentEvents {

    private final ClientChannel client;
    private final PhoneDialect dialect;
    private final PhoneFraming framing;
    private WireEncoder encoder;
    private String lastMark = "";
    private boolean unheard;

    PhoneTeller(ClientChannel client, PhoneDialect dialect) {
        this.client = client;
        this.dialect = dialect;
        this.encoder = new WireEncoder(dialect.audio());
        byte silence = dialect.audio().encode(new short[1], 1)[0];
        this.framing = new PhoneFraming(dialect.sizes(), silence, sound -> dialect.play(client, sound));
    }

    /** The provider says that it has played up to a mark. */
    void played(String mark) {
        if (!mark.isEmpty() && mark.equals(lastMark)) {
            unheard = false;
        }
    }

    @Override
    public void speechStarted(int turn, long streamMs) {
        drop();
    }

    @Override
    public void turnEnded(int turn, long streamMs) {}

    @Override
    public void transcript(int turn, String text) {}

    @Override
    public void replyStarted(int reply) {
        encoder = new WireEncoder(dialect.audio());
    }

    @Override
    public void text(int reply, String piece) {}

    @Override
    public void audio(int reply, short[] samples) {
        byte[] bytes = encoder.encode(samples);
        if (bytes.length > 0) {
            unheard = true;
            lastMark = "";
            framing.accept(bytes);
        }
    }

    @Override
    public void answer(int reply) {}

    @Override
    public void replyEnded(int reply, Ending ending) {
        if (ending != Ending.COMPLETED) {
            drop();
        } else if (unheard) {
            framing.flush();
            lastMark = "reply-" + reply;
            dialect.mark(client, lastMark);
        }
    }

    @Override
    public void milestone(String name, long atNanos) {}

    @Override
    public void trouble(String what) {}

    private void drop() {
        framing.drop();
        if (unheard) {
            unheard = false;
            lastMark = "";
            dialect.clear(client);
        }
    }
}
