package io.turngap.agent;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.turngap.sound.Pcm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * Silero VAD, version 5, a small recurrent network: it waits for 512 samples (32 ms), shows them to the network behind the 64 samples
 * before them, and keeps the network's state for the next. So a verdict is at most 32 ms old, and a frame of 20 ms brings none or one.
 *
 * <p>One session, run on the caller's thread, serves all calls. Tensors are made once a call and used again: the frame path makes no
 * tensor.
 */
final class SileroVoiceActivity implements VoiceActivity {

    private static final String MODEL = "silero_vad_v5.onnx";
    private static final int WINDOW = 512;
    private static final int CONTEXT = 64;
    private static final long[] STATE_SHAPE = {2, 1, 128};
    private static final int STATE_FLOATS = 256;

    private final OrtSession session;
    private final FloatBuffer input = floats(CONTEXT + WINDOW);
    private final FloatBuffer stateIn = floats(STATE_FLOATS);
    private final FloatBuffer stateOut = floats(STATE_FLOATS);
    private final FloatBuffer probability = floats(1);
    private final OnnxTensor[] tensors;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;
    private int filled;
    private float latest;
    private boolean closed;

    private SileroVoiceActivity(OrtEnvironment environment, OrtSession session) {
        this.session = session;
        try {
            ByteBuffer rate = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
            rate.putLong(0, Pcm.RATE_HZ);
            tensors = new OnnxTensor[] {
                OnnxTensor.createTensor(environment, input, new long[] {1, CONTEXT + WINDOW}),
                OnnxTensor.createTensor(environment, stateIn, STATE_SHAPE),
                OnnxTensor.createTensor(environment, rate.asLongBuffer(), new long[0]),
                OnnxTensor.createTensor(environment, probability, new long[] {1, 1}),
                OnnxTensor.createTensor(environment, stateOut, STATE_SHAPE)
            };
        } catch (OrtException e) {
            throw new IllegalStateException("voice activity: no tensors for a new call: " + e.getMessage(), e);
        }
        inputs = Map.of("input", tensors[0], "state", tensors[1], "sr", tensors[2]);
        outputs = Map.of("output", tensors[3], "stateN", tensors[4]);
    }

    @Override
    public float accept(short[] frame) {
        if (closed) {
            return 0;
        }
        for (short sample : frame) {
            input.put(CONTEXT + filled, sample / 32768f);
            if (++filled == WINDOW) {
                judge();
            }
        }
        return latest;
    }

    private void judge() {
        try (OrtSession.Result ignored = session.run(inputs, outputs)) {
            latest = probability.get(0);
        } catch (OrtException e) {
            throw new IllegalStateException("voice activity: the network failed: " + e.getMessage(), e);
        }
        for (int i = 0; i < STATE_FLOATS; i++) {
            stateIn.put(i, stateOut.get(i));
        }
        for (int i = 0; i < CONTEXT; i++) {
            input.put(i, input.get(WINDOW + i));
        }
        filled = 0;
    }

    @Override
    public void reset() {
        for (int i = 0; i < STATE_FLOATS; i++) {
            stateIn.put(i, 0);
        }
        for (int i = 0; i < CONTEXT; i++) {
            input.put(i, 0);
        }
        filled = 0;
        latest = 0;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            for (OnnxTensor tensor : tensors) {
                tensor.close();
            }
        }
    }

    private static FloatBuffer floats(int count) {
        return ByteBuffer.allocateDirect(count * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** Loads the bundled network once, about 0.1 s; detectors of all calls share it. */
    static final class Engine implements VoiceActivity.Engine {
        private final OrtEnvironment environment;
        private final OrtSession session;

        Engine() {
            try (InputStream model = SileroVoiceActivity.class.getResourceAsStream(MODEL)) {
                if (model == null) {
                    throw new IllegalStateException(
                            "voice activity: " + MODEL
                                    + " is not on the class path; it stands beside the agent's classes in Turngap's jar: build again");
                }
                environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "turngap");
                environment.setTelemetry(false);
                try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                    options.setIntraOpNumThreads(1);
                    options.setInterOpNumThreads(1);
                    options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
                    session = environment.createSession(model.readAllBytes(), options);
                }
            } catch (IOException | OrtException e) {
                throw new IllegalStateException("voice activity: cannot load " + MODEL + ": " + e.getMessage(), e);
            }
        }

        @Override
        public VoiceActivity open() {
            return new SileroVoiceActivity(environment, session);
        }

        @Override
        public String name() {
            return "silero-v5";
        }

        @Override
        public void close() {
            try {
                session.close();
            } catch (OrtException e) {
                throw new IllegalStateException("voice activity: the network does not close: " + e.getMessage(), e);
            }
        }
    }
}
