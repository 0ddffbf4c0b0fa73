package dev.ventes.transformer.consume;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.ChangeDecoder;
import dev.ventes.core.log.Decoded;
import dev.ventes.core.log.Mark;
import dev.ventes.core.log.SaleKey;
import dev.ventes.transformer.fold.Entry;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record as it came, and what it turned out to be. */
record Taken(ConsumerRecord<byte[], byte[]> record, Entry entry) {
    /** @param partitions how many the log has: a sale has one order only where it is always in the same */
    static Taken of(ConsumerRecord<byte[], byte[]> record, int partitions) {
        var decoded = ChangeDecoder.decode(record.key(), record.value(), record.headers());
        if (decoded instanceof Decoded.Changed) {
            var home = SaleKey.partition(record.key(), partitions);
            if (home != record.partition()) {
                decoded = new Decoded.Poison("the sale's partition is " + home, Optional.empty());
            }
        }
        return new Taken(
                record,
                new Entry(
                        record.offset(),
                        record.leaderEpoch().orElse(-1),
                        Instant.ofEpochMilli(record.timestamp()),
                        decoded));
    }

    /** Whether it may remove many sales, and is therefore a batch of its own. */
    boolean removes() {
        return entry.decoded() instanceof Decoded.Marked(Mark mark)
                && (mark instanceof Mark.End || mark instanceof Mark.Truncate || mark instanceof Mark.ResyncEnd);
    }

    /** The change in it, or null. */
    Change change() {
        return entry.decoded() instanceof Decoded.Changed(Change change) ? change : null;
    }
}
