package io.turngap.agent;

import edu.cmu.sphinx.linguist.acoustic.HMM;
import edu.cmu.sphinx.linguist.acoustic.UnitManager;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.GaussianWeights;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.Pool;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.Senone;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.SenoneHMM;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.Sphinx3Loader;
import edu.cmu.sphinx.util.LogMath;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.Iterator;
import java.util.Map;

/**
 * The phonetically tied acoustic model of English that comes with Sphinx, loaded once and shared by all decoders.
 *
 * <p>Sphinx's own keeps the scores of the newest frame inside the model, so each decoder would need a copy of 90 MB that takes seconds to
 * read. Here the model is only parameters, and what was computed for a frame is kept with the frame ({@link SphinxFeature}). The formula
 * is Sphinx's: of the codebook of a senone's phone the {@value #TOP} best Gaussians of each of three streams (cepstra, their first and
 * second differences), mixed with the senone's weights.
 */
final class SphinxAcousticModel extends Sphinx3Loader {

    /** Gaussians of a stream that take part. */
    static final int TOP = 4;

    private static final float MIXTURE_FLOOR = 1e-7f;
    private static final float VARIANCE_FLOOR = 1e-4f;
    private static final String DIRECTORY = "/edu/cmu/sphinx/models/en-us/en-us";

    private final LogMath logarithms = LogMath.getLogMath();
    private int streams;
    private int gaussians;
    private int dimensions;
    private int senones;
    private int codebooks;
    private float[] means = {};
    private float[] precisions = {};
    private float[] factors = {};
    private float[] weights = {};

    SphinxAcousticModel(UnitManager units) throws IOException {
        super(resource(DIRECTORY + "/mdef", "/mdef"), units, 0, MIXTURE_FLOOR, VARIANCE_FLOOR, TOP, true);
        load();
    }

    /** The address of a file of Sphinx's data, less {@code suffix}. */
    static URL resource(String path, String suffix) throws IOException {
        URL file = SphinxAcousticModel.class.getResource(path);
        if (file == null) {
            throw new IOException(path + " is not on the class path; it is in the library sphinx4-data: add it");
        }
        String text = file.toString();
        return java.net
                .URI
                .create(text.substring(0, text.length() - suffix.length()))
                .toURL();
    }

    @Override
    protected void loadModelFiles() throws IOException, URISyntaxException {
        meansPool = loadDensityFile("means", -Float.MAX_VALUE);
        variancePool = loadDensityFile("variances", varianceFloor);
        transitionsPool = loadTransitionMatrices("transition_matrices");
        modelProps = loadModelProps("feat.params");
        streams = getNumStreams();
        gaussians = getNumGaussiansPerState();
        dimensions = getVectorLength()[0];
        codebooks = getNumStates();
        layGaussians();
        mixtureWeights = loadMixtureWeights("mixture_weights", mixtureWeightFloor);
        layWeights(mixtureWeights);
        senonePool = new Pool<>("senones");
        for (int i = 0; i < senones; i++) {
            senonePool.put(i, new SphinxSenone(i));
        }
        loadHMMPool(useCDUnits, getDataStream("mdef"));
        giveCodebooks();
        mixtureWeights = new GaussianWeights("laid out", 0, 0, 0);
        meansPool = new Pool<>("means");
        variancePool = new Pool<>("variances");
    }

    private void layGaussians() {
        int all = codebooks * streams * gaussians;
        means = new float[all * dimensions];
        precisions = new float[all * dimensions];
        factors = new float[all];
        for (int i = 0; i < all; i++) {
            float[] mean = meansPool.get(i);
            float[] variance = variancePool.get(i);
            double logDeterminant = 0;
            for (int d = 0; d < dimensions; d++) {
                means[i * dimensions + d] = mean[d];
                precisions[i * dimensions + d] = -1 / (2 * variance[d]);
                logDeterminant += Math.log(variance[d]);
            }
            factors[i] = (float) (-0.5 * (dimensions * Math.log(2 * Math.PI) + logDeterminant));
        }
    }

    /** Sphinx lays them out by Gaussian; by senone, the few that a frame needs lie together. */
    private void layWeights(GaussianWeights loaded) {
        senones = loaded.getStatesNum();
        weights = new float[senones * streams * gaussians];
        for (int senone = 0, at = 0; senone < senones; senone++) {
            for (int stream = 0; stream < streams; stream++) {
                for (int gaussian = 0; gaussian < gaussians; gaussian++) {
                    weights[at++] = loaded.get(senone, stream, gaussian);
                }
            }
        }
    }

    /** A phone has one codebook and one transition matrix, with the same number. */
    private void giveCodebooks() {
        Map<float[][], Integer> numbers = new java.util.IdentityHashMap<>();
        for (int i = 0; i < transitionsPool.size(); i++) {
            numbers.put(transitionsPool.get(i), i);
        }
        for (Iterator<HMM> all = getHMMManager().iterator(); all.hasNext(); ) {
            SenoneHMM hmm = (SenoneHMM) all.next();
            int codebook = numbers.getOrDefault(hmm.getTransitionMatrix(), 0);
            for (Senone senone : hmm.getSenoneSequence().getSenones()) {
                ((SphinxSenone) senone).codebook = codebook;
            }
        }
    }

    int senones() {
        return senones;
    }

    /** Gaussians that a frame keeps: the best of each stream of each codebook. */
    int kept() {
        return codebooks * streams * TOP;
    }

    int codebooks() {
        return codebooks;
    }

    /** Finds the best Gaussians of a codebook for {@code feature}: numbers and logarithmic scores, {@link #TOP} a stream from {@code at}. */
    void best(float[] feature, int codebook, int[] numbers, float[] scores) {
        for (int stream = 0; stream < streams; stream++) {
            int at = (codebook * streams + stream) * TOP;
            int first = (codebook * streams + stream) * gaussians;
            java.util.Arrays.fill(scores, at, at + TOP, Float.NEGATIVE_INFINITY);
            for (int gaussian = 0; gaussian < gaussians; gaussian++) {
                float score = score(feature, stream * dimensions, first + gaussian, scores[at + TOP - 1]);
                int place = at + TOP - 1;
                if (score <= scores[place]) {
                    continue;
                }
                for (; place > at && scores[place - 1] < score; place--) {
                    scores[place] = scores[place - 1];
                    numbers[place] = numbers[place - 1];
                }
                scores[place] = score;
                numbers[place] = gaussian;
            }
            for (int i = at; i < at + TOP; i++) {
                scores[i] = logarithms.lnToLog(scores[i]);
            }
        }
    }

    /** Natural logarithm of a Gaussian's density, given up as soon as it is below {@code enough}. */
    private float score(float[] feature, int from, int gaussian, float enough) {
        float score = factors[gaussian];
        int at = gaussian * dimensions;
        for (int d = 0; d < dimensions; d++) {
            float difference = feature[from + d] - means[at + d];
            score += difference * difference * precisions[at + d];
            if (score < enough) {
                return Float.NEGATIVE_INFINITY;
            }
        }
        return score;
    }

    /** Mixes the best Gaussians with the weights of a senone. */
    float mix(SphinxSenone senone, int[] numbers, float[] scores) {
        float sum = 0;
        for (int stream = 0; stream < streams; stream++) {
            int at = (senone.codebook * streams + stream) * TOP;
            int row = (senone.number * streams + stream) * gaussians;
            float mixed = scores[at] + weights[row + numbers[at]];
            for (int i = 1; i < TOP; i++) {
                mixed = logarithms.addAsLinear(mixed, scores[at + i] + weights[row + numbers[at + i]]);
            }
            sum += mixed;
        }
        return sum;
    }

    @Override
    public boolean hasTiedMixtures() {
        return false;
    }

    @Override
    public void logInfo() {
        // Nothing worth a line.
    }
}
