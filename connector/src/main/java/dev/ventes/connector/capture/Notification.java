package dev.ventes.connector.capture;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What Debezium says of a snapshot, in the stream among the changes.
 *
 * @param id that of the request that it answers
 * @param about {@code Incremental Snapshot} and others
 * @param type how far it is: {@code STARTED}, {@code COMPLETED} and others
 * @param status how the reading of a table went: {@code SUCCEEDED} and others; null in most
 */
public record Notification(String id, String about, String type, String status) {
    /** The topic of Debezium's notifications, which never reach Kafka. */
    public static final String TOPIC = "ventes-notifications";

    /** The notification in a captured record, if it is one. */
    static Optional<Notification> in(SourceRecord captured) {
        if (!TOPIC.equals(captured.topic()) || !(captured.value() instanceof Struct value)) {
            return Optional.empty();
        }
        Map<String, String> data = value.getMap("additional_data");
        var status = data == null ? null : data.get("status");
        return Optional.of(new Notification(
                value.getString("id"), value.getString("aggregate_type"), value.getString("type"), status));
    }

    public boolean isOfResync() {
        return about.equals("Incremental Snapshot");
    }
}
