package dev.ventes.transformer.simulation;

import dev.ventes.core.view.SaleDocument;

/** Everything that there is in a history: the servers, the services and their clients, and one clock. */
final class World {
    static final int CONNECTORS = 2;
    static final int INSTANCES = 2;
    /** Longer than the session of a member of the group. */
    private static final long EXPULSION = 10_500;

    /** More moves than a claim of all partitions takes, and than are left to read a record. */
    private static final int CLAIM = 3 * Log.PARTITIONS + 6;

    private static final int ROUNDS = 200;

    final Flaw flaw;
    final Postgres postgres = new Postgres();
    final Log log = new Log();
    final ProgressTopic progress = new ProgressTopic();
    final Epochs epochs = new Epochs();
    final Group group = new Group();
    final EnrichedTopic enriched = new EnrichedTopic();
    final ViewStore view = new ViewStore(this);
    final ApiClients api = new ApiClients(this);
    private final Connector[] connectors = new Connector[CONNECTORS];
    private final Transformer[] transformers = new Transformer[INSTANCES];
    /** Milliseconds since 1970. */
    long now = 1_700_000_000_000L;
    /** Who holds the advisory lock. */
    Connector lockHolder;

    private boolean hasLost;
    private boolean restored;

    World(Flaw flaw) {
        this.flaw = flaw;
        for (var c = 0; c < CONNECTORS; c++) {
            connectors[c] = new Connector(this);
        }
        for (var i = 0; i < INSTANCES; i++) {
            transformers[i] = new Transformer(this, i);
        }
    }

    void perform(Step step) {
        now += 5;
        switch (step) {
            case Step.Insert s -> postgres.insert(s.transaction(), s.ids(), s.row());
            case Step.Update s -> postgres.update(s.transaction(), s.id(), s.assignments());
            case Step.Delete s -> postgres.delete(s.transaction(), s.id());
            case Step.Renumber s -> postgres.renumber(s.transaction(), s.id(), s.newId());
            case Step.Commit s -> postgres.commit(s.transaction());
            case Step.Rollback s -> postgres.rollback(s.transaction());
            case Step.Truncate s -> postgres.truncate(s.ids(), s.row());
            case Step.AlterTable s -> postgres.alter(s.byDefault());
            case Step.DropSlot s -> postgres.slot = null;
            case Step.Hide s -> postgres.hideNext();
            case Step.Resync s -> progress.wish(s.from(), s.to());
            case Step.BackupPostgres s -> postgres.backup();
            case Step.RestorePostgres s -> postgres.restore();
            case Step.Capture s -> capture(s.connector(), s.moves());
            case Step.Confirm s -> connectors[s.connector()].confirm();
            case Step.CrashConnector s -> connectors[s.connector()].crash();
            case Step.LoseLock s -> lockHolder = lockHolder == connectors[s.connector()] ? null : lockHolder;
            case Step.ApiCreate s -> api.create(s.id(), s.row());
            case Step.ApiWrite s -> api.write(s.id(), s.row(), s.expects());
            case Step.Transform s -> transform(s.instance(), s.moves(), s.pollSize());
            case Step.CrashTransformer s -> transformers[s.instance()].crash();
            case Step.LoseAnswer s -> transformers[s.instance()].loseAnswer();
            case Step.Rebalance s -> rebalance(s.owners());
            case Step.Wait s -> now += s.millis();
            case Step.Backup s -> backup();
            case Step.Restore s -> restore();
            case Step.RecreateLog s -> recreateLog();
            case Step.CutLog s -> cutLog(s.partition(), s.records());
        }
    }

    /** Whether a part of the log that was not in the view yet has ever been lost. */
    boolean hasLost() {
        return hasLost;
    }

    private void capture(int connector, int moves) {
        for (var i = 0; i < moves; i++) {
            now++;
            connectors[connector].move();
        }
    }

    private void transform(int instance, int moves, int pollSize) {
        for (var i = 0; i < moves; i++) {
            now++;
            transformers[instance].move(pollSize);
        }
    }

    private void rebalance(int owners) {
        group.rebalance(owners);
        var waited = false;
        for (var i = 0; i < INSTANCES; i++) {
            if (transformers[i].isBusy()) {
                group.expel(i);
                waited = true;
            }
        }
        now += waited ? EXPULSION : 0;
    }

    private void backup() {
        if (!hasLost) {
            view.backup();
        }
    }

    private void restore() {
        if (!hasLost && view.restore()) {
            restored = true;
            crashTransformers();
        }
    }

    private void crashAll() {
        crashTransformers();
        for (var connector : connectors) {
            connector.crash();
        }
    }

    private void crashTransformers() {
        for (var transformer : transformers) {
            transformer.crash();
        }
    }

    /**
     * Before a partition has a document, nobody would notice. A view that was put back needs the log that it was made
     * from: to lose both is to lose what was in them. And whoever is at work ends: what a frozen transformer writes when
     * it wakes is in no order with what comes out of the new log, and the new log must not begin with the second half of
     * what a connector had to say, be it the end of a snapshot or an INSERT without the DELETE that it waited for.
     */
    private void recreateLog() {
        if (restored) {
            return;
        }
        for (var p = 0; p < Log.PARTITIONS; p++) {
            if (view.partition(p) == null) {
                return;
            }
        }
        for (var p = 0; p < Log.PARTITIONS; p++) {
            lose(p);
        }
        log.recreate();
        crashAll();
    }

    /**
     * Only where it is noticed: at or before the resume point, and by a transformer that reads there, at once. A log
     * that was cut and has grown beyond that point since looks as if nothing had been.
     */
    private void cutLog(int partition, int records) {
        var state = view.partition(partition);
        var end = log.end(partition) - records;
        if (restored
                || state == null
                || end < 0
                || end > state.offset()
                || state.epoch() != epochs.of(partition, log.incarnation(partition))) {
            return;
        }
        lose(partition);
        log.cut(partition, end);
        crashAll();
        for (var i = 0; i < INSTANCES; i++) {
            if (group.owns(i, partition)) {
                transform(i, CLAIM, 1);
            }
        }
    }

    /** What the view does not have of the partition's log is gone, except for what a crash left of a batch. */
    private void lose(int partition) {
        hasLost = true;
        var incarnation = log.incarnation(partition);
        var epoch = epochs.of(partition, incarnation);
        var state = view.partition(partition);
        var applied = state != null && state.epoch() == epoch ? state.offset() : -1;
        for (var record : log.history()) {
            if (record.partition == partition && record.incarnation == incarnation && record.offset() > applied) {
                record.lose();
            }
        }
        view.sales().values().forEach(this::keep);
    }

    private void keep(SaleDocument sale) {
        var position = sale.sync().position();
        for (var record : log.history()) {
            if (record.isLost()
                    && record.partition == sale.sync().partition()
                    && epochs.of(record.partition, record.incarnation) == position.epoch()
                    && record.offset() <= position.offset()) {
                record.reach(sale.id());
            }
        }
    }

    /** No more changes come, no more faults: everybody does what is left to do. */
    void settle() {
        postgres.rollbackAll();
        comeToRest();
        if (postgres.hides()) {
            progress.wish(0, Long.MAX_VALUE - 1);
            comeToRest();
        }
    }

    private void comeToRest() {
        for (var round = 0; round < ROUNDS; round++) {
            for (var c = 0; c < CONNECTORS; c++) {
                capture(c, 20);
            }
            for (var i = 0; i < INSTANCES; i++) {
                transform(i, 40, 5);
            }
            if (isAtRest()) {
                return;
            }
        }
        throw new Violation("it does not come to rest");
    }

    private boolean isAtRest() {
        for (var transformer : transformers) {
            if (!transformer.isDone()) {
                return false;
            }
        }
        for (var connector : connectors) {
            if (connector.isDone()) {
                return true;
            }
        }
        return false;
    }
}
