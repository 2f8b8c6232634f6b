package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guard word by word, and then on pairs of which it had seen a half. */
class SlotGuardTest {

    private static boolean agree(String answered, String asked) {
        return SlotGuard.of(asked).agrees(SlotGuard.of(answered));
    }

    @ParameterizedTest
    @CsvSource({
        "a table for two,a table for 2",
        "two hundred and five euros,205 euros",
        "order number four two seven one,order number 4271",
        "at 9am,at nine am",
        "the third of may,the 3rd of may",
        "flat twenty five,flat 25",
        "a hundred dollars,one hundred dollars",
        "what is the price of shipping,how much does shipping cost",
        "is there a train from boston to chicago,is there a train to chicago from boston",
        "are pets allowed,do you allow pets",
        "my package hasn't arrived,my parcel did not come"
    })
    void theSameInOtherWordsAgrees(String answered, String asked) {
        assertTrue(agree(answered, asked), SlotGuard.of(answered) + "\n" + SlotGuard.of(asked));
    }

    @ParameterizedTest
    @CsvSource({
        "a table for two,a table for six",
        "the first of may,the second of may",
        "at 9 am,at 9 pm",
        "two adults and three children,three adults and two children",
        "is there a train to boston,is there a train from boston",
        "can you send me the form,can i send you the form",
        "rooms under ten dollars,rooms over ten dollars",
        "what is his dose,what is her dose",
        "can i eat this with nuts,can i eat this without nuts",
        "did my order ship,will my order ship",
        "what is my address,what is your address",
        "how do i pay for shipping,what do i pay for shipping",
        "do i need an appointment,can i get an appointment"
    })
    void anotherSlotDoesNot(String answered, String asked) {
        assertFalse(agree(answered, asked), SlotGuard.of(answered) + "\n" + SlotGuard.of(asked));
        assertTrue(agree(answered, answered), "and each agrees with itself");
    }

    @ParameterizedTest
    @CsvSource({"what about that,false", "yes please,false", "when will it come,false", "when does the tour start,true"
    })
    void whatOnlyItsConversationExplainsIsTold(String question, boolean selfContained) {
        assertEquals(selfContained, SlotGuard.of(question).selfContained());
    }

    /** Two questions and the cosine between them. */
    private record Pair(boolean same, boolean heldOut, String answered, String asked, float cosine) {
        boolean guarded() {
            return agree(answered, asked)
                    && SlotGuard.of(asked).selfContained()
                    && SlotGuard.of(answered).selfContained()
                    && !PersonalData.inQuestion(asked)
                    && !PersonalData.inQuestion(answered);
        }
    }

    private static List<Pair> pairs() throws IOException {
        List<Pair> pairs = new ArrayList<>();
        int[] rows = new int[2];
        try (MiniLm network = new MiniLm();
                InputStream in =
                        Objects.requireNonNull(SlotGuardTest.class.getResourceAsStream("semantic-cache-pairs.csv"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line : lines.lines().toList()) {
                String[] fields = line.split(",");
                if (!line.startsWith("#") && !fields[0].equals("kind")) {
                    boolean same = fields[0].equals("paraphrase");
                    float cosine = Embedder.cosine(network.embed(fields[3]), network.embed(fields[4]));
                    pairs.add(new Pair(same, rows[same ? 1 : 0]++ % 2 == 1, fields[3], fields[4], cosine));
                }
            }
        }
        return pairs;
    }

    private static long count(List<Pair> pairs, boolean same, boolean heldOut, double threshold, boolean guard) {
        return pairs.stream()
                .filter(p -> p.same() == same && p.heldOut() == heldOut && p.cosine() >= threshold)
                .filter(p -> !guard || p.guarded())
                .count();
    }

    @Test
    void noThresholdIsSafeAloneAndTheGuardIsSafeOnPairsItHasNotSeen() throws IOException {
        List<Pair> pairs = pairs();
        StringBuilder table =
                new StringBuilder("threshold | tuning: hit, wrong; guarded hit, wrong | held out: the same\n");
        for (int percent = 60; percent <= 95; percent += 5) {
            double threshold = percent / 100.0;
            table.append(String.format(Locale.ROOT, "%.2f", threshold));
            for (boolean heldOut : new boolean[] {false, true}) {
                table.append(String.format(
                        Locale.ROOT,
                        " | %d/%d %d/%d; %d %d",
                        count(pairs, true, heldOut, threshold, false),
                        count(pairs, true, heldOut, 0, false),
                        count(pairs, false, heldOut, threshold, false),
                        count(pairs, false, heldOut, 0, false),
                        count(pairs, true, heldOut, threshold, true),
                        count(pairs, false, heldOut, threshold, true)));
            }
            table.append('\n');
        }
        System.out.print(table);
        double threshold = AgentConfig.defaults().cache().threshold();
        assertTrue(count(pairs, true, true, 0, false) >= 60 && count(pairs, false, true, 0, false) >= 60, "held out");
        assertEquals(0, count(pairs, false, true, threshold, true), "wrong answers with the guard, held out\n" + table);
        assertEquals(0, count(pairs, false, false, threshold, true), "wrong answers with the guard, tuning\n" + table);
        assertTrue(count(pairs, false, true, 0.9, false) > 0, "cosine 0.9 alone is wrong too\n" + table);
        long hits = count(pairs, true, true, threshold, true);
        assertTrue(hits >= 28 && hits < count(pairs, true, true, threshold, false), "hits have their price\n" + table);
    }
}
