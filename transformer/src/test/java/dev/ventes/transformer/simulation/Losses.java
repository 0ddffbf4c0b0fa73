package dev.ventes.transformer.simulation;

import dev.ventes.core.view.SaleDocument;
import dev.ventes.transformer.fold.PartitionState;

/**
 * What went with a log before the view had it. Whoever has some of it in hand may still go on with it, until somebody
 * else notices that the log is another one.
 */
final class Losses {
    private final World world;
    private boolean any;

    Losses(World world) {
        this.world = world;
    }

    boolean any() {
        return any;
    }

    /** What the view does not have of the partition's log is gone, except for what has been applied of a batch. */
    void lose(int partition, long end) {
        any = true;
        var state = world.view.partition(partition);
        for (var offset = end; offset < world.log.end(partition); offset++) {
            var record = world.log.at(partition, offset);
            var epoch = world.epochs.ofReading(partition, record.incarnation);
            var wasApplied = state != null
                    && epoch > 0
                    && (epoch < state.epoch() || (epoch == state.epoch() && offset <= state.offset()));
            if (!wasApplied) {
                record.lose(epoch);
            }
        }
        world.view.sales().values().forEach(this::reached);
    }

    /** A sale shows what came of a record: it and those before it count for this sale, lost or not. */
    void reached(SaleDocument sale) {
        var position = sale.sync().position();
        if (any) {
            find(sale.sync().partition(), position.epoch(), position.offset(), record -> record.reach(sale.id()));
        }
    }

    /** The view stands here: everything before counts. */
    void applied(PartitionState state) {
        if (any) {
            find(state.partition(), state.epoch(), state.offset(), Logged::find);
        }
    }

    private interface Found {
        void found(Logged record);
    }

    private void find(int partition, long epoch, long offset, Found found) {
        for (var record : world.log.history()) {
            if (record.isLost()
                    && record.partition == partition
                    && record.lostEpoch() == epoch
                    && record.offset() <= offset) {
                found.found(record);
            }
        }
    }
}
