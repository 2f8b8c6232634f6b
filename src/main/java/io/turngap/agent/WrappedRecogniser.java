package io.turngap.agent;

import io.turngap.time.Timeline;

/** An engine whose recognisers are each put into another; names itself as what is inside. */
abstract class WrappedRecogniser implements Recogniser.Engine {

    private final Recogniser.Engine engine;

    WrappedRecogniser(Recogniser.Engine engine) {
        this.engine = engine;
    }

    /** Puts the recogniser of a call into another, which closes it. */
    abstract Recogniser wrap(Recogniser recogniser, Timeline timeline, long call);

    @Override
    public Recogniser open(Timeline timeline) {
        return open(timeline, 0);
    }

    @Override
    public Recogniser open(Timeline timeline, long call) {
        return wrap(engine.open(timeline, call), timeline, call);
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
}
