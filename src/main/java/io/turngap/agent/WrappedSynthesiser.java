package io.turngap.agent;

/** A synthesiser around another; names itself as what is inside. */
abstract class WrappedSynthesiser implements Synthesiser {

    private final Synthesiser engine;

    WrappedSynthesiser(Synthesiser engine) {
        this.engine = engine;
    }

    /** What is inside. */
    final Synthesiser engine() {
        return engine;
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public boolean modelled() {
        return engine.modelled();
    }

    @Override
    public void close() {
        engine.close();
    }

    /** Passes on what the engine says of levers. */
    abstract static class WrappedSink implements Sink {
        private final Sink sink;

        WrappedSink(Sink sink) {
            this.sink = sink;
        }

        @Override
        public void lever(String name, String value) {
            sink.lever(name, value);
        }
    }
}
