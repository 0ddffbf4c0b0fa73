package dev.ventes.transformer.simulation;

/** Everything that there is in a history: the servers, the services and their clients, and one clock. */
final class World {
    static final int CONNECTORS = 2;
    static final int INSTANCES = 2;
    /** Longer than the session of a member of the group. */
    private static final long EXPULSION = 10_500;

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
    final Losses losses = new Losses(this);
    private final Connector[] connectors = new Connector[CONNECTORS];
    private final Transformer[] transformers = new Transformer[INSTANCES];
    /** Milliseconds since 1970. */
    long now = 1_700_000_000_000L;
    /** Who holds the advisory lock. */
    Connector lockHolder;

    /** When the view was put back to its backup. */
    long restoredAt;

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
            case Step.ApiPatch s -> api.patch(s.id(), s.patch(), s.expects());
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

    /**
     * A backup from before the log was lost is none any more: of what came between the two, nothing is left.
     */
    private void backup() {
        if (!losses.any()) {
            view.backup();
        }
    }

    /**
     * Under transformers that have nothing to do. One that is at work when its view is put back may publish what it made
     * of the view that it finds, before it notices.
     */
    private void restore() {
        if (!losses.any() && view.restore()) {
            restoredAt = now;
            crashWhoeverIsBusy(null);
        }
    }

    /** A view that was put back needs the log that it was made from: to lose both is to lose what was in them. */
    private boolean mayLose(int partition) {
        return view.hasCaughtUp(partition);
    }

    private void recreateLog() {
        for (var p = 0; p < Log.PARTITIONS; p++) {
            if (!mayLose(p)) {
                return;
            }
        }
        for (var p = 0; p < Log.PARTITIONS; p++) {
            losses.lose(p, 0);
        }
        log.recreate();
        crashConnectors();
    }

    /**
     * One that goes on would send the second half of what it has to say into the new log: reads that are older than what
     * was sent before and is lost, or an INSERT without the DELETE that it waited for. What the view makes of that is put
     * right by the new snapshot only where nobody has written through the API in between.
     */
    private void crashConnectors() {
        for (var connector : connectors) {
            connector.crash();
        }
    }

    /**
     * Only at or before the resume point: that records are gone which nobody has read can be seen nowhere. Nor can a
     * second cut before a record has been read after the first, since no leader epoch is known then.
     */
    private void cutLog(int partition, int records) {
        var state = view.partition(partition);
        var end = log.end(partition) - records;
        if (state == null
                || state.leaderEpoch() < 0
                || state.epoch() != epochs.of(partition, log.incarnation(partition))
                || end < 0
                || end > state.offset()
                || !mayLose(partition)) {
            return;
        }
        losses.lose(partition, end);
        log.cut(partition, end);
        crashConnectors();
    }

    /**
     * A transformer has noticed that a partition's log is another one. Another one that is frozen in the middle of a batch
     * of the old log ends here: what it would write when it wakes is in no order with what comes out of the new one.
     */
    void noticed(Transformer noticing) {
        crashWhoeverIsBusy(noticing);
    }

    private void crashWhoeverIsBusy(Transformer except) {
        for (var transformer : transformers) {
            if (transformer != except && (transformer.isBusy() || transformer.isCounting())) {
                transformer.crash();
            }
        }
    }

    /** No more changes come, no more faults: everybody does what is left to do. */
    void settle() {
        postgres.rollbackAll();
        comeToRest();
        if (postgres.hides()) {
            // What the stream still has to say, or says again, would count as seen.
            for (var connector : connectors) {
                connector.confirm();
            }
            progress.wish(0, Long.MAX_VALUE - 1);
            // Long enough to have begun; it is for the next engine to begin it again.
            for (var c = 0; c < CONNECTORS; c++) {
                capture(c, 6);
                connectors[c].crash();
            }
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
