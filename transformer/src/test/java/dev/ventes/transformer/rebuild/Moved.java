package dev.ventes.transformer.rebuild;

import dev.ventes.core.log.Position;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.Sync;

/** A sale as it would be elsewhere in the log. */
final class Moved {
    private Moved() {}

    /** The same as another sale, from the very beginning of its partition. */
    static SaleDocument as(long id, SaleDocument sale) {
        return to(sale, id, new Position(1, 0));
    }

    static SaleDocument to(SaleDocument sale, long id, Position position) {
        var sync = sale.sync();
        return new SaleDocument(
                id,
                sale.columns(),
                sale.montantTotal(),
                new Sync(
                        sync.source(),
                        SaleKey.partition(id, RebuildFixture.PARTITIONS),
                        position,
                        sync.generation(),
                        sync.seen(),
                        sync.lsn(),
                        sync.commitMicros(),
                        sync.made(),
                        sync.base(),
                        sync.anomalies()));
    }
}
