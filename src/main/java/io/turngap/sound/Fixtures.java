package io.turngap.sound;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The caller utterances and noise beds of {@code audio-fixtures/}, or of another folder with such a manifest, and users' own WAV files.
 * Thread-safe; a sound is read, checked and kept when first used.
 */
public final class Fixtures {

    /** The longest utterance, seconds; a longer file of the user's is refused. */
    public static final int LONGEST_SECONDS = 300;

    /**
     * Labelled speech.
     *
     * @param id fixture id or file name
     * @param voice voice name; empty for a user's file
     * @param transcript what is said; empty where unknown
     * @param sound 16 kHz mono
     * @param firstSpeech index of the first speech sample
     * @param lastSpeech index of the last speech sample
     */
    public record Utterance(String id, String voice, String transcript, Pcm sound, int firstSpeech, int lastSpeech) {}

    /**
     * What the manifest says of an utterance.
     *
     * @param id {@code phrase.voice}
     * @param file path inside the folder
     * @param phrase what several voices say
     * @param useCase {@code order-status}, {@code conversation}, {@code high-stakes} or {@code any}
     * @param transcript lower case words without punctuation
     * @param language BCP 47 tag
     * @param voice who speaks
     * @param accent of that voice, for people
     * @param human true for a recorded person
     * @param source program, voice and version, or the recording's origin
     * @param licence SPDX expression or a sentence
     * @param sha256 of the file, hex
     * @param samples length at 16 kHz
     * @param firstSpeech index of the first speech sample
     * @param lastSpeech index of the last speech sample
     */
    public record Entry(
            String id,
            String file,
            String phrase,
            String useCase,
            String transcript,
            String language,
            String voice,
            String accent,
            boolean human,
            String source,
            String licence,
            String sha256,
            int samples,
            int firstSpeech,
            int lastSpeech) {}

    /**
     * What the manifest says of a noise bed.
     *
     * @param id as scenarios name it
     * @param file path inside the folder
     * @param kind what it is, for people
     * @param source how it was made
     * @param licence SPDX expression or a sentence
     * @param sha256 of the file, hex
     * @param samples length at 16 kHz
     */
    public record Bed(String id, String file, String kind, String source, String licence, String sha256, int samples) {}

    private final Path folder;
    private final Manifest manifest;
    private final Map<String, Pcm> sounds = new ConcurrentHashMap<>();
    private final Map<Path, UserFile> userFiles = new ConcurrentHashMap<>();
    private final Map<String, FoundLabel> foundLabels = new ConcurrentSkipListMap<>();

    /**
     * A label that was found in a user's file rather than given.
     *
     * @param source the file as a scenario names it
     * @param speechStartMs first speech sample, ms from the start of the sound
     * @param speechEndMs last speech sample, ms from the start of the sound
     */
    public record FoundLabel(String source, double speechStartMs, double speechEndMs) {}

    private record UserFile(Pcm sound, Optional<SpeechLabel> label) {}

    private Fixtures(Path folder, Manifest manifest) {
        this.folder = folder;
        this.manifest = manifest;
    }

    /**
     * Reads a folder's manifest; sounds are read when first used and kept.
     *
     * @throws SoundException when the manifest is missing or wrong
     */
    public static Fixtures open(Path folder) {
        return new Fixtures(folder, Manifest.read(folder));
    }

    /**
     * The utterance that {@code source} names: a fixture id, a phrase spoken by several voices, or a WAV file (its name ends in
     * {@code .wav}). A WAV file is brought to 16 kHz mono and labelled by {@link SpeechLabel}, once.
     *
     * @param besides where relative WAV paths are looked for
     * @param voice picks among the voices of a phrase
     * @param label overrides the label, in samples at 16 kHz: first and last
     * @param random picks a voice where several remain
     * @throws SoundException when it does not exist or cannot be read
     */
    public Utterance utterance(
            String source, Path besides, Optional<String> voice, Optional<int[]> label, UniformRandomProvider random) {
        if (source.toLowerCase(Locale.ROOT).endsWith(".wav")) {
            return userFile(source, besides.resolve(source).normalize(), label);
        }
        Entry entry = pick(source, voice, random);
        Pcm sound = sound(entry.file(), entry.sha256());
        if (sound.samples().length != entry.samples()) {
            throw new SoundException(
                    folder.resolve(entry.file()) + ": " + sound.samples().length + " samples; the manifest says "
                            + entry.samples() + ". Make the fixtures again with audio-fixtures/make.sh.");
        }
        return labelled(
                entry.id(), entry.voice(), entry.transcript(), sound, label, entry.firstSpeech(), entry.lastSpeech());
    }

    /**
     * A noise bed, 16 kHz mono, made to be repeated without a seam.
     *
     * @throws SoundException when there is no such bed
     */
    public Pcm noise(String bed) {
        Bed found = manifest.noise().stream()
                .filter(b -> b.id().equals(bed))
                .findFirst()
                .orElseThrow(() -> unknown(
                        "noise bed", bed, manifest.noise().stream().map(Bed::id).toList()));
        return sound(found.file(), found.sha256());
    }

    /** Every phrase with its transcript, for language models and closed vocabularies; each transcript once. */
    public List<String> transcripts() {
        return manifest.utterances().stream().map(Entry::transcript).distinct().toList();
    }

    /** Every utterance of the manifest, in its order. */
    public List<Entry> entries() {
        return manifest.utterances();
    }

    /** Every noise bed of the manifest, in its order. */
    public List<Bed> beds() {
        return manifest.noise();
    }

    /** Every phrase, in the manifest's order. */
    public List<String> phrases() {
        return entries().stream().map(Entry::phrase).distinct().toList();
    }

    /** Every voice, in the manifest's order. */
    public List<String> voices() {
        return entries().stream().map(Entry::voice).distinct().toList();
    }

    /** The labels of users' files that were used so far without one of their own, by name. */
    public List<FoundLabel> foundLabels() {
        return List.copyOf(foundLabels.values());
    }

    private Entry pick(String source, Optional<String> voice, UniformRandomProvider random) {
        List<Entry> named = entries().stream()
                .filter(e -> e.id().equals(source) || e.phrase().equals(source))
                .toList();
        if (named.isEmpty()) {
            throw unknown(
                    "utterance",
                    source,
                    entries().stream()
                            .flatMap(e -> Stream.of(e.phrase(), e.id()))
                            .distinct()
                            .toList());
        }
        List<Entry> left = named.stream()
                .filter(e -> voice.isEmpty() || e.voice().equals(voice.get()))
                .toList();
        if (left.isEmpty()) {
            throw unknown(
                    "voice of \"" + source + "\"",
                    voice.orElse(""),
                    named.stream().map(Entry::voice).distinct().toList());
        }
        return left.size() == 1 ? left.getFirst() : left.get(random.nextInt(left.size()));
    }

    private Utterance userFile(String source, Path file, Optional<int[]> label) {
        UserFile known = userFiles.computeIfAbsent(file, Fixtures::readUserFile);
        if (known.label().isEmpty() && label.isEmpty()) {
            throw new SoundException(
                    file + ": no speech stands out of its noise, so its edges are unknown; speech at least "
                            + "9 dB above the background is expected. Use a cleaner recording, or say where speech starts and ends with a label.");
        }
        int first = known.label().map(SpeechLabel::first).orElse(0);
        int last = known.label().map(SpeechLabel::last).orElse(0);
        if (label.isEmpty()) {
            foundLabels.put(
                    source, new FoundLabel(source, first * 1_000.0 / Pcm.RATE_HZ, last * 1_000.0 / Pcm.RATE_HZ));
        }
        return labelled(source, "", "", known.sound(), label, first, last);
    }

    private static UserFile readUserFile(Path file) {
        Pcm original = Wav.read(file);
        if (original.durationNanos() > LONGEST_SECONDS * 1_000_000_000L) {
            throw new SoundException(
                    file + ": " + original.durationNanos() / 1_000_000_000L + " seconds long; an utterance has at most "
                            + LONGEST_SECONDS + ". Cut the recording to one utterance.");
        }
        Pcm sound = Resample.to(original, Pcm.RATE_HZ);
        return new UserFile(sound, SpeechLabel.of(sound));
    }

    private static Utterance labelled(
            String id, String voice, String transcript, Pcm sound, Optional<int[]> label, int first, int last) {
        int[] edges = label.orElseGet(() -> new int[] {first, last});
        int length = sound.samples().length;
        if (edges.length != 2 || edges[0] < 0 || edges[0] > edges[1] || edges[1] >= length) {
            throw new SoundException(id + ": a label from "
                    + (edges.length == 2
                            ? edges[0] / 16.0 + " to " + edges[1] / 16.0 + " ms"
                            : edges.length + " numbers")
                    + "; allowed: start before end, both within the " + length / 16
                    + " ms of the sound. Correct the label.");
        }
        return new Utterance(id, voice, transcript, sound, edges[0], edges[1]);
    }

    private Pcm sound(String file, String sha256) {
        return sounds.computeIfAbsent(file, f -> readChecked(f, sha256));
    }

    private Pcm readChecked(String file, String sha256) {
        Path path = folder.resolve(file).normalize();
        if (!path.startsWith(folder.normalize())) {
            throw new SoundException(folder.resolve(Manifest.NAME) + ": file " + file
                    + " lies outside its folder; allowed: a path inside it.");
        }
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path);
        } catch (IOException e) {
            throw new SoundException(
                    path + ": cannot be read (" + e
                            + "); the manifest names it. Make the fixtures again with audio-fixtures/make.sh.",
                    e);
        }
        String seen = digest(bytes);
        if (!seen.equalsIgnoreCase(sha256)) {
            throw new SoundException(path + ": SHA-256 is " + seen + "; the manifest says " + sha256
                    + ". The file was changed: restore it, or make the fixtures again with audio-fixtures/make.sh.");
        }
        Pcm sound = Wav.parse(path.toString(), bytes).mono();
        if (sound.rateHz() != Pcm.RATE_HZ) {
            throw new SoundException(path + ": " + sound.rateHz() + " Hz; fixtures have " + Pcm.RATE_HZ
                    + " Hz. Make the fixtures again with audio-fixtures/make.sh.");
        }
        return sound;
    }

    /**
     * SHA-256 of a sound's file, hex: what a manifest says of an utterance or a noise bed, which is checked when it is read; of a user's WAV
     * file what is in it now.
     *
     * @param source id of an utterance or a bed, or a WAV file
     * @param besides where relative WAV paths are looked for
     * @throws SoundException when there is none, or the file cannot be read
     */
    public String sha256(String source, Path besides) {
        if (source.toLowerCase(Locale.ROOT).endsWith(".wav")) {
            Path file = besides.resolve(source).normalize();
            try {
                return digest(Files.readAllBytes(file));
            } catch (IOException e) {
                throw new SoundException(
                        file + ": cannot be read (" + e
                                + "); a WAV file is expected. Check the path and who may read it.",
                        e);
            }
        }
        return Stream.concat(
                        entries().stream()
                                .filter(entry -> entry.id().equals(source))
                                .map(Entry::sha256),
                        beds().stream().filter(bed -> bed.id().equals(source)).map(Bed::sha256))
                .findFirst()
                .orElseThrow(() -> unknown(
                        "sound", source, entries().stream().map(Entry::id).toList()));
    }

    /** SHA-256 of a text in UTF-8, hex. */
    public static String sha256(String text) {
        return digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /** SHA-256 in hex, as manifests have it. */
    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }

    private SoundException unknown(String what, String seen, List<String> known) {
        List<String> near = Names.near(seen, known, 5);
        return new SoundException("no " + what + " is named \"" + seen + "\" in " + folder.resolve(Manifest.NAME) + "; "
                + (near.isEmpty() ? "known: " + Names.some(known, 12) : "did you mean " + String.join(", ", near) + "?")
                + " To use a file of your own, give a path that ends in .wav.");
    }
}
