package dev.ventes.api.stream;

import dev.ventes.api.log.TopicIdentity;
import dev.ventes.api.progress.Outcomes;
import dev.ventes.core.log.Position;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one reader of {@code ventes.enriched} for all clients of this process: puts what has become true into the
 * {@link Ring}. Begins some way before the end, so that clients of an instance that was there before find what they need.
 * One thread owns the consumer; an outage of Kafka is waited out, anything else ends the thread, and with it the service:
 * clients would wait for ever.
 */
final class Hub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);
    private static final Duration IDLE = Duration.ofMillis(500);
    /** Between two deliveries: each costs every client a write. */
    private static final Duration ROUND = Duration.ofMillis(20);
    /** How old an id may be that a heartbeat sends where nothing is published. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** A mark may remove more sales than can wait for its end. */
    private static final int WAITING = 20_000;

    private final Supplier<EnrichedReader> readers;
    private final TopicIdentity enriched;
    private final TopicIdentity changes;
    private final Outcomes outcomes;
    private final BooleanSupplier progressKnown;
    private final Ring ring;
    private final int history;
    private final long mostBytes;
    private final Runnable told;
    private final Witness witness;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "stream");
    private volatile boolean closing;
    private volatile EnrichedReader reader;
    private volatile String topicId;

    private Sequence sequence;
    private List<Long> whole;
    private long lastTold;
    private long lastPlace;
    private long lastLook;
    private boolean more;

    /** A topic was deleted and made anew. */
    private static final class OtherTopic extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * @param history how many records before the end are read at the start
     * @param mostBytes how many may wait
     * @param told called by the hub's thread when there is something new
     * @param witness told by the hub's thread what has become true
     */
    Hub(
            Supplier<EnrichedReader> readers,
            TopicIdentity enriched,
            TopicIdentity changes,
            Outcomes outcomes,
            BooleanSupplier progressKnown,
            Ring ring,
            int history,
            long mostBytes,
            Runnable told,
            Witness witness) {
        this.readers = readers;
        this.enriched = enriched;
        this.changes = changes;
        this.outcomes = outcomes;
        this.progressKnown = progressKnown;
        this.ring = ring;
        this.history = history;
        this.mostBytes = mostBytes;
        this.told = told;
        this.witness = witness;
    }

    void start() {
        thread.start();
    }

    CompletableFuture<Void> ended() {
        return ended;
    }

    /** The id of {@code ventes.changes} at present. */
    String topicId() {
        return topicId;
    }

    @Override
    public void close() {
        closing = true;
        var reading = reader;
        if (reading != null) {
            reading.wakeup();
        }
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing) {
                try (var opened = readers.get()) {
                    reader = opened;
                    begin();
                    follow();
                } catch (OtherTopic | InvalidOffsetException gone) {
                    LOG.atWarn().addKeyValue("cause", gone.toString()).log("the stream begins anew");
                } catch (RetriableException | CompletionException later) {
                    LOG.atInfo().addKeyValue("cause", later.toString()).log("the stream cannot begin yet");
                    LockSupport.parkNanos(IDLE.toNanos());
                }
            }
            ended.complete(null);
        } catch (WakeupException woken) {
            ended.complete(null);
        } catch (RuntimeException | Error died) {
            ended.completeExceptionally(died);
        }
    }

    private void begin() {
        var log = ask(changes);
        var published = ask(enriched);
        topicId = log.id();
        var start = reader.look(published.partitions()).last(history);
        reader.seek(start);
        sequence = new Sequence(Place.at(name(log.id(), published.id()), start, log.partitions()), log.id());
        whole = sequence.whole();
        ring.restart(sequence.place(), start);
        var ready = false;
        while (!closing && !ready) {
            if (!read(ROUND)) {
                ring.restart(sequence.place(), sequence.next());
            }
            tellWhatCannotWait();
            ready = progressKnown.getAsBoolean() && tell(applied());
        }
        ring.ready();
        told.run();
    }

    private static TopicIdentity.Topic ask(TopicIdentity topic) {
        return topic.now().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    private static long name(String changes, String enriched) {
        var log = Uuid.fromString(changes);
        var published = Uuid.fromString(enriched);
        return Long.rotateLeft(log.getMostSignificantBits() ^ Long.rotateLeft(log.getLeastSignificantBits(), 7), 13)
                ^ published.getMostSignificantBits()
                ^ Long.rotateLeft(published.getLeastSignificantBits(), 29);
    }

    private void follow() {
        while (!closing) {
            try {
                readAndTell();
            } catch (RetriableException later) {
                LOG.atInfo().addKeyValue("cause", later.getMessage()).log("cannot read enriched on");
                LockSupport.parkNanos(IDLE.toNanos());
            }
        }
    }

    private void readAndTell() {
        rest();
        // What waits for its progress has rested for a round already.
        if (!read(sequence.size() == 0 ? IDLE : Duration.ZERO)) {
            missing();
        }
        tellWhatCannotWait();
        var applied = applied();
        var now = System.nanoTime();
        var due = now - lastTold > ROUND.toNanos() && sequence.tells(applied);
        if (due || now - lastPlace > QUIET.toNanos()) {
            tell(applied);
        }
    }

    /** Asked for each record as it comes, the broker would do more for the stream than for all else. */
    private void rest() {
        if (!more) {
            LockSupport.parkNanos(ROUND.toNanos());
        }
    }

    /** False if records were missing, also where a read before has failed after it had found that. */
    private boolean read(Duration wait) {
        more = reader.poll(wait, sequence);
        var before = whole;
        whole = sequence.whole();
        return whole.equals(before);
    }

    /** Slept for longer than the topic keeps what is replaced: nobody can go on from what they have. */
    private void missing() {
        LOG.atWarn().log("records were compacted before they were read: all clients are told so");
        ring.restart(sequence.place(), sequence.next());
        ring.ready();
        told.run();
    }

    /**
     * Tells what had been applied.
     *
     * @return whether all of it could be read
     */
    private boolean tell(Map<Integer, Position> applied) {
        // What was applied had been published: it lies before these ends.
        var ends = reader.ends();
        while (!isRead(ends)) {
            if (closing) {
                return false;
            }
            if (!read(ROUND)) {
                missing();
            }
        }
        var changes = sequence.tell(applied);
        append(changes);
        witness.told(changes.stream().map(Sequence.Told::published).toList());
        lastPlace = lastTold = System.nanoTime();
        return true;
    }

    private void tellWhatCannotWait() {
        if (sequence.size() > WAITING || sequence.bytes() > mostBytes) {
            append(sequence.tellAllBut(sequence.size() / 2));
        }
    }

    private void append(List<Sequence.Told> changes) {
        ring.append(changes.stream().map(Event::new).toList(), sequence.place(), sequence.next());
        if (!changes.isEmpty()) {
            told.run();
        }
    }

    private boolean isRead(List<Long> ends) {
        var next = sequence.next();
        for (var i = 0; i < ends.size(); i++) {
            if (next.get(i) < ends.get(i)) {
                return false;
            }
        }
        return true;
    }

    private Map<Integer, Position> applied() {
        var applied = new HashMap<Integer, Position>();
        for (var standing : outcomes.standings()) {
            if (standing.topicId().equals(topicId)) {
                applied.put(standing.partition(), standing.position());
            } else {
                requireSameTopic();
            }
        }
        return applied;
    }

    /** Progress of another log may be old, or the first of a new one. */
    private void requireSameTopic() {
        var now = System.nanoTime();
        if (now - lastLook > QUIET.toNanos()) {
            lastLook = now;
            var found = changes.now()
                    .handle((topic, failure) -> failure == null ? topic.id() : topicId)
                    .join();
            if (!found.equals(topicId)) {
                throw new OtherTopic();
            }
        }
    }
}
