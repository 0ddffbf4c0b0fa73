package dev.ventes.core.trace;

import dev.ventes.core.log.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;

/**
 * Which change it is, to all services and to whatever looks at them: W3C's {@code traceparent}, version 00.
 *
 * @param traceId 32 hexadecimal digits, the same for all that happens to the change
 * @param spanId 16 of them: the step that the next one follows
 * @param flags bit 0: whether somebody records it
 */
public record Trace(String traceId, String spanId, int flags) {
    private static final Pattern FORM =
            Pattern.compile("00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})");
    private static final HexFormat HEX = HexFormat.of();
    private static final int RECORDED = 1;

    /** The trace of a change with this name that nobody has begun: the same, however often the change is repeated. */
    public static Trace of(String event) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(event.getBytes(StandardCharsets.UTF_8));
            return new Trace(HEX.formatHex(hash, 0, 16), HEX.formatHex(hash, 16, 24), 0);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** What a header says; empty if it is none that can be followed. */
    public static Optional<Trace> parse(String traceparent) {
        var parts = FORM.matcher(traceparent);
        return parts.matches()
                ? Optional.of(new Trace(parts.group(1), parts.group(2), HexFormat.fromHexDigits(parts.group(3))))
                : Optional.empty();
    }

    /** The trace of the change in a record; empty for what is no change and has none. */
    public static Optional<Trace> in(Headers headers) {
        return CloudEvent.get(headers, CloudEvent.TRACEPARENT)
                .flatMap(Trace::parse)
                .or(() -> CloudEvent.get(headers, CloudEvent.ID).map(Trace::of));
    }

    public boolean recorded() {
        return (flags & RECORDED) != 0;
    }

    Trace recorded(boolean recorded) {
        return new Trace(traceId, spanId, recorded ? flags | RECORDED : flags & ~RECORDED);
    }

    /** A further step of it. */
    Trace next() {
        return new Trace(traceId, HEX.toHexDigits(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE)), flags);
    }

    /** As the header has it. */
    public String traceparent() {
        return "00-" + traceId + "-" + spanId + "-" + HEX.toHexDigits((byte) flags);
    }
}
