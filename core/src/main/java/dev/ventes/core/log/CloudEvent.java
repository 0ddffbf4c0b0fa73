package dev.ventes.core.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;

/** The headers of our records: CloudEvents 1.0, binary mode of the Kafka binding. */
public final class CloudEvent {
    public static final String ID = "ce_id";
    public static final String SOURCE = "ce_source";
    public static final String TYPE = "ce_type";
    public static final String TIME = "ce_time";
    /** An extension attribute: the term of the connector's engine, decimal. On every record of the connector. */
    public static final String TERM = "ce_term";

    /** Who made the change, where the API knows its callers. */
    public static final String SUBJECT = "ce_subject";

    public static final String TRACEPARENT = "traceparent";

    public static final String CHANGE = "dev.ventes.change.v1";
    public static final String MARK = "dev.ventes.mark.v1";
    public static final String ENRICHED = "dev.ventes.enriched.v1";
    public static final String REJECTED = "dev.ventes.rejected.v1";

    private static final byte[] VERSION = utf8("1.0");
    private static final byte[] JSON = utf8("application/json");

    /** Room for the subject of a token, which takes 255 characters, and for what says that it is one. */
    private static final Pattern SUBJECTS = Pattern.compile("[^\\p{Cntrl}]{1,300}");

    private CloudEvent() {}

    /** Whether a caller of this name can be named in a record: 1 to 300 characters, none of them a control. */
    public static boolean isSubject(String name) {
        return SUBJECTS.matcher(name).matches();
    }

    /** Adds the attributes that every record has. */
    public static void add(Headers headers, String id, String source, String type, Instant time) {
        headers.add("ce_specversion", VERSION)
                .add(ID, utf8(id))
                .add(SOURCE, utf8(source))
                .add(TYPE, utf8(type))
                .add(TIME, utf8(time.toString()))
                .add("content-type", JSON);
    }

    public static void add(Headers headers, String name, String value) {
        headers.add(name, utf8(value));
    }

    /** The header's text; of several with this name, the last. */
    public static Optional<String> get(Headers headers, String name) {
        var header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
