package io.turngap.link;

import io.turngap.sound.Pcm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The last replies of a conversation by the protocol's name, with the items whose audio they spoke. Bounded: old ones are forgotten. */
final class Replies {

    private static final int MOST_REPLIES = 16;
    private static final int MOST_ITEMS = 64;
    private static final int MOST_TRANSCRIPT = 16_384;

    private final Map<String, Reply> byId = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Reply> eldest) {
            return size() > MOST_REPLIES;
        }
    };

    /** The reply of that name; a new one where it was not seen before. */
    Reply of(String id) {
        return byId.computeIfAbsent(id, Reply::new);
    }

    Optional<Reply> known(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    boolean anyActive() {
        return byId.values().stream().anyMatch(reply -> reply.state == State.ACTIVE);
    }

    enum State {
        NEW,
        ACTIVE,
        DONE
    }

    /** Where audio was played up to: an item, and milliseconds from the start of that item's audio. */
    record Played(String itemId, int contentIndex, long audioEndMs) {}

    static final class Reply {
        final String id;
        State state = State.NEW;
        boolean tokenSeen;
        boolean transcriptTold;
        private final StringBuilder spoken = new StringBuilder();
        private final List<Item> items = new ArrayList<>();

        Reply(String id) {
            this.id = id;
        }

        void spoke(String text) {
            spoken.append(text, 0, Math.min(text.length(), MOST_TRANSCRIPT - spoken.length()));
        }

        String spoken() {
            return spoken.toString();
        }

        void heard(String itemId, int contentIndex, int samples) {
            Item last = items.isEmpty() ? null : items.getLast();
            if (last == null || !last.itemId.equals(itemId) || last.contentIndex != contentIndex) {
                if (items.size() == MOST_ITEMS) {
                    return;
                }
                last = new Item(itemId, contentIndex);
                items.add(last);
            }
            last.samples += samples;
        }

        /** The item that was playing when {@code playedMs} of this reply had been heard; empty when it had no audio. */
        Optional<Played> playedUpTo(long playedMs) {
            long left = Math.max(0, playedMs);
            Played result = null;
            for (Item item : items) {
                long itemMs = item.samples * 1000 / Pcm.RATE_HZ;
                result = new Played(item.itemId, item.contentIndex, Math.min(left, itemMs));
                if (left <= itemMs) {
                    break;
                }
                left -= itemMs;
            }
            return Optional.ofNullable(result);
        }
    }

    private static final class Item {
        private final String itemId;
        private final int contentIndex;
        private long samples;

        Item(String itemId, int contentIndex) {
            this.itemId = itemId;
            this.contentIndex = contentIndex;
        }
    }
}
