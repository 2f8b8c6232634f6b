package io.turngap.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.turngap.time.VirtualTimeline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A socket on the virtual timeline that writes down what a conversation sends and says; the other end is the test. */
class FakeWire implements Wire {

    final VirtualTimeline timeline = new VirtualTimeline();
    final LoopScratch scratch = new LoopScratch();
    /** Text messages, in order. */
    final List<String> sent = new ArrayList<>();
    /** Binary messages, in order. */
    final List<byte[]> sentBinary = new ArrayList<>();
    /** What was bad or trouble, as {@code bad …} and {@code trouble …}. */
    final List<String> asked = new ArrayList<>();

    final TreeMap<String, Integer> unknown = new TreeMap<>();
    boolean recognised;
    Optional<Long> openedAt = Optional.empty();
    Optional<Link.Ending> ended = Optional.empty();

    @Override
    public VirtualTimeline timeline() {
        return timeline;
    }

    @Override
    public LoopScratch scratch() {
        return scratch;
    }

    @Override
    public ByteBuf buffer(int mostBytes) {
        return Unpooled.buffer(mostBytes, mostBytes);
    }

    @Override
    public void sendText(ByteBuf message) {
        sent.add(message.toString(StandardCharsets.UTF_8));
        message.release();
    }

    @Override
    public void sendBinary(ByteBuf message) {
        byte[] bytes = new byte[message.readableBytes()];
        message.readBytes(bytes);
        message.release();
        sentBinary.add(bytes);
    }

    @Override
    public void json(ObjectNode message) {
        sent.add(message.toString());
    }

    @Override
    public void recognised() {
        recognised = true;
    }

    @Override
    public void opened(long atNanos) {
        if (openedAt.isEmpty()) {
            openedAt = Optional.of(atNanos);
        }
    }

    @Override
    public boolean isOpen() {
        return openedAt.isPresent() && ended.isEmpty();
    }

    @Override
    public void bad(long atNanos, String what) {
        asked.add("bad " + what);
    }

    @Override
    public void trouble(long atNanos, String what) {
        asked.add("trouble " + what);
    }

    @Override
    public void unknown(String type) {
        unknown.merge(type, 1, Integer::sum);
    }

    @Override
    public void end(Link.Ending.Kind kind, String detail) {
        if (ended.isEmpty()) {
            ended = Optional.of(new Link.Ending(kind, detail));
        }
    }

    @Override
    public String clean(String text, int most) {
        return new Redaction(List.of()).clean(text, most);
    }

    @Override
    public String agent() {
        return "ws://agent.test/";
    }
}
