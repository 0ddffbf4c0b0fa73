package dev.ventes.transformer.fold;

import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.Sync;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a mark that removes many sales makes of each: the end of a snapshot (PostgreSQL no longer has the row) or a
 * TRUNCATE. Sale and base go. Pure.
 *
 * @param state the partition's state before the mark
 * @param offset the mark's
 * @param eventId the mark's name
 * @param madeAt when PostgreSQL committed it, or the connector sent it
 * @param lsn a TRUNCATE's; 0 for the end of a snapshot
 * @param commitMicros a TRUNCATE's; 0 for the end of a snapshot
 */
public record Removal(
        PartitionState state,
        long offset,
        Instant loggedAt,
        String eventId,
        Instant madeAt,
        long lsn,
        long commitMicros) {

    public Position position() {
        return state.position(offset);
    }

    public Outcome.Applied of(SaleDocument sale) {
        var sync = sale.sync();
        var sameGeneration = sync.generation() == state.generation();
        var marker = new SaleDocument(
                sale.id(),
                null,
                null,
                new Sync(
                        Sync.Source.POSTGRES,
                        state.partition(),
                        position(),
                        state.generation(),
                        offset,
                        Math.max(lsn, sameGeneration ? sync.lsn() : 0),
                        Math.max(commitMicros, sameGeneration ? sync.commitMicros() : 0),
                        new Sync.Made(Op.DELETE, Sync.Source.POSTGRES, Optional.empty(), eventId, madeAt, loggedAt),
                        null,
                        List.of()));
        return new Outcome.Applied(Op.DELETE, sale.deleted() ? null : sale, marker);
    }
}
