package dev.ventes.connector;

import dev.ventes.connector.capture.CaptureEngine;
import dev.ventes.connector.capture.CaptureException;
import dev.ventes.connector.capture.ChangeSink;
import dev.ventes.connector.capture.Course;
import dev.ventes.connector.capture.Notification;
import dev.ventes.connector.generation.Known;
import dev.ventes.connector.generation.Plan;
import dev.ventes.connector.generation.ProgressReader;
import dev.ventes.connector.log.ChangeRecord;
import dev.ventes.connector.log.ChangesLog;
import dev.ventes.connector.log.TermWriter;
import dev.ventes.connector.postgres.Postgres;
import dev.ventes.connector.postgres.Publication;
import dev.ventes.connector.postgres.Slot;
import dev.ventes.connector.postgres.Slots;
import dev.ventes.connector.postgres.Source;
import dev.ventes.connector.postgres.TermLock;
import dev.ventes.core.log.Peculiarity;
import dev.ventes.core.topic.Progress;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One term: everything that one engine does, from the number that it takes to its end. Made under the lock by the
 * thread {@code connector}, which takes it through its stages; the engine's thread calls it as the engine's course.
 *
 * <p>The order is what exactness rests on. The number is in {@code ventes.progress} before it is used; a generation is
 * announced as incomplete before the old slots go and before a missing publication is made, so that whatever fails from
 * there on is repeated; how far the slot is confirmed is announced before it is, so that a slot beyond that is known to
 * be another one; the mark {@code start} is sent when the slot is held, since what an earlier connector sends after it
 * is ignored and must then not be confirmed by it any more.
 */
final class Term implements Course, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Term.class);

    private final ConnectorConfig config;
    private final Postgres postgres;
    private final TermLock lock;
    private final ChangesLog log;
    private final ConnectorMetrics metrics;
    private final ProgressReader progress;
    private final TermWriter writer;
    private final Plan plan;
    private final Source source;
    private final Publication publication;
    private volatile Progress.Generation generation;
    private volatile boolean incomplete;
    private volatile Resyncing resyncing;

    private Term(
            ConnectorConfig config,
            Postgres postgres,
            TermLock lock,
            ChangesLog log,
            ConnectorMetrics metrics,
            ProgressReader progress,
            TermWriter writer,
            Source source,
            String topicId,
            Plan plan) {
        this.config = config;
        this.postgres = postgres;
        this.lock = lock;
        this.log = log;
        this.metrics = metrics;
        this.progress = progress;
        this.writer = writer;
        this.plan = plan;
        this.source = source;
        this.publication = new Publication(config.publication());
        this.generation = switch (plan) {
            case Plan.Continue same -> same.generation();
            case Plan.Begin anew ->
                new Progress.Generation(
                        writer.term(),
                        anew.first(),
                        false,
                        Slot.name(config.slotPrefix(), writer.term()),
                        source.systemIdentifier(),
                        source.timeline(),
                        source.tableOid(),
                        topicId,
                        0,
                        0,
                        null,
                        null);
        };
    }

    /** Takes the next number, which nobody ever had, and decides how to begin. */
    static Term take(ConnectorConfig config, Postgres postgres, TermLock lock, ChangesLog log, ConnectorMetrics metrics)
            throws Exception {
        var progress = ProgressReader.open(config.kafka(), log.topics().progress(), lock::ping);
        TermWriter writer = null;
        try {
            var slots = new Slots(lock.session(), config.slotPrefix()).list();
            writer = log.write(next(progress.known(), slots));
            writer.announce(new Progress.Term(writer.term()));
            writer.await();
            var known = progress.known();
            var source = Source.identify(postgres);
            var publication = new Publication(config.publication()).identity(lock.session(), postgres.table());
            var wanted = known.wanted().stream().findAny().map(Progress.SnapshotWanted::reason);
            var topicId = log.topicId();
            var plan = Plan.of(known.generation(), source, slots, publication, topicId, wanted);
            return new Term(config, postgres, lock, log, metrics, progress, writer, source, topicId, plan);
        } catch (Exception e) {
            if (writer != null) {
                writer.close();
            }
            progress.close();
            throw e;
        }
    }

    private static long next(Known known, List<Slot> slots) {
        return 1 + slots.stream().mapToLong(Slot::generation).reduce(Math.max(known.term(), known.heard()), Math::max);
    }

    /** Works until something fails, which is thrown, or until {@code stop}. */
    void run(CompletableFuture<Void> stop) throws Exception {
        prepare();
        metrics.engineStarts(writer.term(), generation.generation());
        var table = config.postgres();
        var origin = "/postgres/" + table.database() + "/" + table.schema() + "." + table.table();
        var sink = new ChangeSink(log, origin, writer, this);
        var properties = DebeziumProperties.of(config, generation.slot(), snapshot());
        try (var watch = new Watch(lock, publication, postgres.table(), generation, source.standbys(), metrics);
                var engine = new CaptureEngine(properties, sink)) {
            resyncing = new Resyncing(writer, engine, DebeziumProperties.pattern(table));
            heed(progress.known(), engine);
            progress.follow(known -> heed(known, engine), engine::fail);
            watch.start(engine::fail, () -> {
                incomplete = true;
                engine.fail(new CaptureException("the publication or a partition was altered, dropped or made again"));
            });
            engine.start();
            try {
                CompletableFuture.anyOf(engine.ended(), stop).get();
            } catch (ExecutionException e) {
                // Before the engine, whose last batch may be waiting for acknowledgements.
                writer.close();
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        } finally {
            if (incomplete) {
                distrust();
            }
        }
    }

    private void prepare() throws Exception {
        var slots = new Slots(lock.session(), config.slotPrefix());
        switch (plan) {
            case Plan.Continue same -> {
                writer.announce(generation);
                writer.await();
                slots.release(same.slot().name());
                LOG.atInfo()
                        .addKeyValue("term", writer.term())
                        .addKeyValue("slot", same.slot().name())
                        .log("going on");
            }
            case Plan.Begin anew -> {
                LOG.atInfo()
                        .addKeyValue("term", writer.term())
                        .addKeyValue("slot", generation.slot())
                        .addKeyValue("cause", anew.reason())
                        .log("beginning a generation: the table is read as a whole");
                if (!anew.first()) {
                    metrics.peculiar(Peculiarity.READ_AGAIN);
                }
                writer.announce(generation);
                progress.known().fulfilled().forEach(writer::retract);
                writer.await();
                slots.dropAll();
                var table = postgres.table();
                if (publication.identity(lock.session(), table).isEmpty()) {
                    publication.create(lock.session(), table);
                }
                var identity = publication.identity(lock.session(), table).orElseThrow();
                generation = generation.at(false, 0, 0, identity);
            }
        }
    }

    private void heed(Known known, CaptureEngine engine) {
        if (known.term() > writer.term()) {
            engine.fail(new SupersededException(writer.term(), known.term()));
        } else if (known.heard() > writer.term()) {
            // What was sent under a term that the view does not hear is not in it, a snapshot neither.
            incomplete = true;
            engine.fail(new CaptureException("the view has listened to term " + known.heard() + " already"));
        } else if (!known.wanted().isEmpty()) {
            engine.fail(new CaptureException(
                    "a new snapshot is wanted: " + known.wanted().getFirst().reason()));
        }
        known.resync().ifPresent(resyncing::wish);
    }

    @Override
    public boolean snapshot() {
        return plan instanceof Plan.Begin;
    }

    /**
     * Debezium silently creates a slot that has gone since we looked, from which everything in between is missing.
     * Nobody but us moves the slot on, and we have not yet; so a slot that moved is another one.
     */
    @Override
    public void begin() throws SQLException {
        if (plan instanceof Plan.Continue same) {
            if (confirmed() != same.slot().confirmed()) {
                incomplete = true;
                throw new CaptureException("the replication slot is not the one that was looked at");
            }
        }
    }

    @Override
    public void snapshotComplete(long sentLsn)
            throws InterruptedException, ExecutionException, TimeoutException, SQLException {
        generation = generation.at(true, sentLsn, confirmed(), generation.publication());
        writer.announce(generation);
        writer.await();
        LOG.atInfo().addKeyValue("term", writer.term()).log("the snapshot is complete");
    }

    @Override
    public void between() throws Exception {
        resyncing.between();
    }

    @Override
    public void notified(Notification notification) throws Exception {
        resyncing.notified(notification);
    }

    @Override
    public void peculiar(Peculiarity kind) {
        metrics.peculiar(kind);
    }

    @Override
    public void acknowledged(List<ChangeRecord> batch) {
        metrics.acknowledged(batch);
        resyncing.acknowledged(batch);
    }

    @Override
    public void sending(long sentLsn) {
        var g = generation;
        announce(g.at(true, Math.max(sentLsn, g.sentLsn()), g.confirmedLsn(), g.publication()));
    }

    @Override
    public void confirming(long position) {
        var g = generation;
        // Before that, the log may have what came when others, or none, had to have it first.
        var standbys = position >= source.lsn() ? source.standbys() : g.standbys();
        announce(g.at(true, g.sentLsn(), Math.max(position, g.confirmedLsn()), g.publication())
                .on(g.timeline(), standbys));
    }

    private void announce(Progress.Generation next) {
        if (!next.equals(generation)) {
            generation = next;
            writer.announce(next);
        }
    }

    /** Where the slot is now; -1 if it has gone. */
    private long confirmed() throws SQLException {
        try (var session = postgres.open("slot")) {
            return new Slots(session, config.slotPrefix()).confirmed(generation.slot());
        }
    }

    /** Sees to it that the next term begins with a snapshot. */
    private void distrust() throws InterruptedException, ExecutionException, TimeoutException {
        try (var last = log.write(writer.term())) {
            last.announce(
                    generation.at(false, generation.sentLsn(), generation.confirmedLsn(), generation.publication()));
            last.await();
        }
    }

    @Override
    public void close() {
        writer.close();
        progress.close();
    }
}
