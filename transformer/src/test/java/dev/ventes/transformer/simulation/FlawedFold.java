package dev.ventes.transformer.simulation;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.Decoded;
import dev.ventes.core.log.Op;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.transformer.fold.Entry;
import dev.ventes.transformer.fold.Fold;
import dev.ventes.transformer.fold.PartitionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The real fold. A flaw of it is imitated by bending the records that it is given. */
final class FlawedFold {
    private FlawedFold() {}

    static Fold.Folded fold(PartitionState state, Map<Long, SaleDocument> loaded, List<Logged> records, World world) {
        var entries = new ArrayList<Entry>(records.size());
        for (var record : records) {
            entries.add(world.flaw == Flaw.NONE ? record.entry : bent(record.entry, state, world));
        }
        return Fold.fold(state, loaded, entries);
    }

    private static Entry bent(Entry entry, PartitionState state, World world) {
        return switch (entry.decoded()) {
            case Decoded.Changed(Change.FromPostgres row) -> with(entry, bent(row, state, world));
            case Decoded.Changed(Change.FromApi write)
            when world.flaw == Flaw.PATCHES_REPLACE ->
                with(
                        entry,
                        new Change.FromApi(
                                write.id(),
                                write.op(),
                                write.after(),
                                false,
                                write.eventId(),
                                write.madeAt(),
                                write.expects(),
                                write.subject()));
            default -> entry;
        };
    }

    private static Entry with(Entry entry, Change bent) {
        return new Entry(entry.offset(), entry.leaderEpoch(), entry.loggedAt(), new Decoded.Changed(bent));
    }

    private static Change bent(Change.FromPostgres row, PartitionState state, World world) {
        return switch (world.flaw) {
            case REPETITIONS_ARE_NEW -> with(row, row.op(), row.term(), world.now, row.commitMicros());
            case COMMIT_TIME_IS_IGNORED -> with(row, row.op(), row.term(), row.lsn(), 0);
            case LSN_IS_IGNORED -> with(row, row.op(), row.term(), 0, row.commitMicros());
            case TERM_IS_IGNORED ->
                with(row, row.op(), Math.max(row.term(), state.term()), row.lsn(), row.commitMicros());
            case UPDATES_REPLACE ->
                with(row, row.op() == Op.UPDATE ? Op.CREATE : row.op(), row.term(), row.lsn(), row.commitMicros());
            default -> row;
        };
    }

    /** A change as the connector sends it. */
    static Change.FromPostgres sent(Change.FromPostgres row, World world) {
        return (row.op() == Op.READ && world.flaw == Flaw.READS_HAVE_A_PLACE_IN_THE_STREAM)
                ? with(row, Op.UPDATE, row.term(), world.postgres.lsn(), world.postgres.micros())
                : row;
    }

    private static Change.FromPostgres with(Change.FromPostgres row, Op op, long term, long lsn, long commitMicros) {
        return new Change.FromPostgres(row.id(), op, row.after(), row.eventId(), term, lsn, commitMicros);
    }
}
