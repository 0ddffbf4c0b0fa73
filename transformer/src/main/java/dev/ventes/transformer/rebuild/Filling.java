package dev.ventes.transformer.rebuild;

import dev.ventes.core.log.SaleKey;
import dev.ventes.transformer.publish.Enriched;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;

/** Fills the new view with what is true of {@code ventes.enriched}, and with the markers of the old one. One thread. */
final class Filling {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** So many records may wait; as long as there are more, no further ones are read. */
    private static final int MOST_WAITING = 20_000;

    private final EnrichedLog log;
    private final NewView newView;
    private final OldView oldView;
    private final Watcher watcher;
    private final Sifting sifting = new Sifting();
    private Consumer<Enriched> listener = enriched -> {};
    private long markers;

    Filling(EnrichedLog log, NewView newView, OldView oldView, Watcher watcher) {
        this.log = log;
        this.newView = newView;
        this.oldView = oldView;
        this.watcher = watcher;
    }

    /** Tells of every sale that is read. */
    void listen(Consumer<Enriched> listener) {
        this.listener = listener;
    }

    Sifting sifting() {
        return sifting;
    }

    long markers() {
        return markers;
    }

    /** Reads up to where the topic ends now. */
    void toEnd(Supplier<Sifting.Saved> saved) {
        var ends = log.ends();
        var last = log.read();
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (!log.hasReached(ends)) {
            step(POLL, saved);
            watcher.reached(log.read(), log.part(ends));
            if (log.read() != last) {
                last = log.read();
                until = System.nanoTime() + PATIENCE.toNanos();
            } else if (System.nanoTime() - until > 0) {
                throw sifting.size() < MOST_WAITING
                        ? new TimeoutException("no records of the topic in time")
                        : new RebuildFailed(
                                "a transformer has published " + sifting.size() + " changes and does not go on"
                                        + " to apply them; look what it waits for; the view is as it was");
            }
        }
        settle(saved.get());
    }

    /** Reads what there is, and writes what is true by now. Where the partitions stand is asked after the reading. */
    void step(Duration wait, Supplier<Sifting.Saved> saved) {
        if (sifting.size() < MOST_WAITING) {
            log.poll(wait, this::sift);
        } else {
            LockSupport.parkNanos(wait.toNanos());
        }
        if (sifting.size() > 0) {
            settle(saved.get());
        }
    }

    private void settle(Sifting.Saved saved) {
        newView.write(sifting.settle(saved));
        if (sifting.isAhead(saved)) {
            throw new RebuildFailed(
                    "a transformer has begun on an empty view: the topic knows a later log than the view"
                            + " does; stop the transformers, drop the collections ventes and partitions, and run this again");
        }
    }

    private void sift(ConsumerRecord<byte[], byte[]> message) {
        if (message.value() == null) {
            SaleKey.read(message.key()).ifPresent(sifting::addTombstone);
        } else {
            var enriched = Enriched.decode(message);
            listener.accept(enriched);
            sifting.add(enriched);
        }
    }

    /** The old markers, which the topic no longer has. Reads on meanwhile, so that no new one is missed. */
    void takeMarkers(int partitions, Supplier<Sifting.Saved> saved) {
        watcher.says("taking the markers of deleted sales over");
        oldView.markers(page -> {
            var now = saved.get();
            markers += newView.writeMarkers(page.stream()
                    .filter(marker -> SaleKey.partition(marker.id(), partitions)
                            == marker.sync().partition())
                    .filter(now::hasPassed)
                    .toList());
            step(Duration.ZERO, saved);
        });
    }
}
