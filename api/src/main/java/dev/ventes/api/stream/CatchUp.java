package dev.ventes.api.stream;

import dev.ventes.api.query.Filter;
import dev.ventes.core.log.Position;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from Kafka what the ring does not have any more, once for all clients that need something of it, until it has for
 * each. Tells what has been told here, in the same order of each sale, no faster than callers read; who keeps the
 * others waiting for too long is cut off. A thread of a few that do this.
 */
final class CatchUp {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int EVENTS_AT_ONCE = 256;
    /** How many records wait for a repetition that may come; a batch of the transformer has half of it. */
    private static final int WAITING = 8000;

    private static final long WAITING_BYTES = 32 * 1024 * 1024;

    private final EnrichedReader reader;
    private final Ring ring;
    private final List<Late> late;

    /** A client, its event loop, and how far it has come. */
    record Late(Client client, Lane lane, Place from) {}

    /** An event of a filter. */
    private record Of(Event event, Changed.Kind kind) {}

    /** @param late whose ids fit the ring's topics; one at least */
    CatchUp(EnrichedReader reader, Ring ring, List<Late> late) {
        this.reader = reader;
        this.ring = ring;
        this.late = new ArrayList<>(late);
    }

    /** @param changes the id of {@code ventes.changes} */
    void run(String changes) throws InterruptedException {
        try {
            var first = late.getFirst().from();
            reset("The topics have been made anew.", one -> !one.from().fits(first));
            var bounds = reader.look(first.offsets().size());
            reset(
                    "The topic does not hold what follows this id.",
                    one -> !bounds.holds(one.from().offsets()));
            if (!late.isEmpty()) {
                catchUp(changes);
            }
        } catch (KafkaException failed) {
            LOG.atWarn().addKeyValue("cause", failed.getMessage()).log("clients could not catch up");
        } finally {
            late.forEach(one -> cut(one, "what it has missed could not be read"));
        }
    }

    private void catchUp(String changes) throws InterruptedException {
        var from = late.stream().map(Late::from).reduce(Place::min).orElseThrow();
        reader.seek(from.offsets());
        var sequence = new Sequence(from, changes);
        while (!late.isEmpty()) {
            late.removeIf(one -> one.client().ended());
            var target = ring.head();
            if (target.isPresent() && !target.get().place().fits(from)) {
                reset("The topics have been made anew.", one -> true);
                return;
            }
            reader.poll(POLL, sequence);
            var whole = sequence.whole();
            reset("What follows this id has been compacted.", one -> !one.from().isFrom(whole));
            if (sequence.size() > WAITING || sequence.bytes() > WAITING_BYTES) {
                send(sequence.tellAllBut(sequence.size() / 2));
            }
            if (target.isPresent() && hasReached(sequence.next(), target.get().read())) {
                send(sequence.tell(applied(target.get().place())));
                join(sequence.place());
            }
        }
    }

    private static boolean hasReached(List<Long> next, List<Long> read) {
        for (var i = 0; i < next.size(); i++) {
            if (next.get(i) < read.get(i)) {
                return false;
            }
        }
        return true;
    }

    /** What has been told here was applied. */
    private static Map<Integer, Position> applied(Place told) {
        var applied = new HashMap<Integer, Position>();
        for (var partition = 0; partition < told.seen().size(); partition++) {
            var point = told.seen().get(partition);
            var position = point.position();
            // In the middle of a mark's removals, it was not.
            applied.put(partition, point.isPast() ? position : new Position(position.epoch(), position.offset() - 1));
        }
        return applied;
    }

    private void send(List<Sequence.Told> told) throws InterruptedException {
        for (var first = 0; first < told.size(); first += EVENTS_AT_ONCE) {
            var events = told.subList(first, Math.min(told.size(), first + EVENTS_AT_ONCE)).stream()
                    .map(Event::new)
                    .toList();
            var filtered = new HashMap<Filter, List<Of>>();
            var sent = new HashMap<Late, CompletableFuture<Void>>();
            for (var one : late) {
                var bytes = encode(one, filtered.computeIfAbsent(one.client().filter(), filter -> of(events, filter)));
                if (bytes.length() > 0) {
                    sent.put(one, one.lane().call(() -> one.client().send(bytes)));
                }
            }
            late.removeAll(sent.isEmpty() ? List.of() : await(sent));
        }
    }

    private static List<Of> of(List<Event> events, Filter filter) {
        var filtered = new ArrayList<Of>();
        events.forEach(event -> event.kind(filter).ifPresent(kind -> filtered.add(new Of(event, kind))));
        return filtered;
    }

    private static Buffer encode(Late one, List<Of> events) {
        var bytes = Buffer.buffer();
        for (var of : events) {
            if (!of.event().isSeenAt(one.from())) {
                of.event().writeTo(bytes, of.kind(), one.from().max(of.event().after()));
            }
        }
        return bytes;
    }

    /** Those who did not read; they are cut off. */
    private static List<Late> await(Map<Late, CompletableFuture<Void>> sent) throws InterruptedException {
        var until = System.nanoTime() + PATIENCE.toNanos();
        var slow = new ArrayList<Late>();
        for (var entry : sent.entrySet()) {
            if (result(entry.getValue(), until).isEmpty()) {
                cut(entry.getKey(), "it reads too slowly");
                slow.add(entry.getKey());
            }
        }
        return slow;
    }

    private static <T> Optional<Optional<T>> result(CompletableFuture<T> future, long until)
            throws InterruptedException {
        try {
            var left = Math.max(0, until - System.nanoTime());
            return Optional.of(Optional.ofNullable(future.get(left, TimeUnit.NANOSECONDS)));
        } catch (ExecutionException | TimeoutException gone) {
            return Optional.empty();
        }
    }

    /** Everybody for whom the ring has the rest goes on from there. */
    private void join(Place place) throws InterruptedException {
        var asked = new HashMap<Late, CompletableFuture<Boolean>>();
        for (var one : late) {
            asked.put(
                    one,
                    one.lane()
                            .call(() -> Future.succeededFuture(
                                    one.client().join(one.from().max(place)))));
        }
        var until = System.nanoTime() + PATIENCE.toNanos();
        for (var entry : asked.entrySet()) {
            var joined = result(entry.getValue(), until);
            if (joined.isEmpty()) {
                cut(entry.getKey(), "it could not go on");
            }
            if (joined.isEmpty() || joined.get().orElse(false)) {
                late.remove(entry.getKey());
            }
        }
    }

    private void reset(String reason, Predicate<Late> which) {
        late.removeIf(one -> {
            if (which.test(one)) {
                one.lane()
                        .run(() -> ring.head()
                                .ifPresentOrElse(
                                        head -> one.client().reset(head, reason),
                                        () -> one.client().cut("the stream begins anew")));
                return true;
            }
            return false;
        });
    }

    static void cut(Late one, String why) {
        one.lane().run(() -> one.client().cut(why));
    }
}
