package dev.ventes.connector.capture;

import dev.ventes.connector.log.ChangeRecord;
import dev.ventes.core.log.Peculiarity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** What is peculiar about captured records. Remembers the row's columns, to see when they change. */
final class Oddities {
    /** Debezium's: a change of the key is a delete, and a create with this header. */
    private static final String OLD_KEY = "__debezium.oldkey";

    private Schema columns;

    List<Peculiarity> of(SourceRecord captured, Optional<ChangeRecord> encoded) {
        if (!(captured.value() instanceof Struct envelope) || envelope.schema().field("op") == null) {
            return List.of();
        }
        if (encoded.isEmpty()) {
            return List.of(Peculiarity.MESSAGE);
        }
        var odd = new ArrayList<Peculiarity>(0);
        if (encoded.get().op().equals("t")) {
            odd.add(Peculiarity.TRUNCATE);
        } else if (isOfOtherColumns(envelope)) {
            odd.add(Peculiarity.COLUMNS_CHANGED);
        }
        if (encoded.get().oversize()) {
            odd.add(Peculiarity.OVERSIZE);
        }
        if (captured.headers().lastWithName(OLD_KEY) != null) {
            odd.add(Peculiarity.KEY_CHANGED);
        }
        return odd;
    }

    private boolean isOfOtherColumns(Struct envelope) {
        var now = envelope.schema().field("after").schema();
        var before = columns;
        columns = now;
        return before != null && !before.equals(now);
    }
}
