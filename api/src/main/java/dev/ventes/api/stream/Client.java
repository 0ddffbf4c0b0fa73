package dev.ventes.api.stream;

import dev.ventes.api.query.Filter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One connection that follows the stream. It holds no events: it is a number in the {@link Ring}, moves on as fast as the
 * caller reads, and is cut off when the ring has dropped what it needs next. Until it has such a number, a
 * {@link CatchUp} reads for it. Its event loop.
 */
final class Client {
    private static final Buffer HELLO = Buffer.buffer("retry: 2000\n: ventes\n\n");
    private static final Buffer COMMENT = Buffer.buffer(":\n\n");
    private static final int EVENTS_AT_ONCE = 256;
    /** After so many times that, others have their turn. */
    private static final int TURNS = 4;
    /** Heartbeats that could not be sent, since what is before them has not been read. */
    private static final int PATIENCE = 3;

    private final HttpServerResponse response;
    private final Filter filter;
    private final Ring ring;
    private final Promise<Void> done = Promise.promise();
    private boolean live;
    private boolean draining;
    private int unsent;
    private long number;
    private long era;
    /** How far it had come elsewhere; null as soon as it has seen no more than those who have seen the same here. */
    private Place elsewhere;

    private Promise<Void> room = Promise.promise();

    private volatile boolean ended;

    Client(HttpServerResponse response, Filter filter, Ring ring) {
        this.response = response;
        this.filter = filter;
        this.ring = ring;
    }

    /** Completes when it is over; fails if it was cut off. */
    Future<Void> done() {
        return done.future();
    }

    /** Any thread. */
    boolean ended() {
        return ended;
    }

    Filter filter() {
        return filter;
    }

    void greet() {
        response.exceptionHandler(broken -> end()).closeHandler(closed -> end());
        // A caller that went before there was a handler is not told to it.
        response.write(HELLO).onFailure(gone -> end());
    }

    /** From now on. */
    void join(Ring.Head head) {
        live = true;
        number = head.number();
        era = head.era();
        elsewhere = null;
        write(Buffer.buffer(Event.idLine(head.place()) + "\n"));
    }

    /** From this place on, if what it needs is still here. */
    boolean join(Place place) {
        var head = ring.head();
        var first = ring.covers(place);
        if (ended || head.isEmpty() || first.isEmpty()) {
            return false;
        }
        live = true;
        number = first.getAsLong();
        era = head.get().era();
        elsewhere = place;
        write(Buffer.buffer(Event.idLine(place) + "\n"));
        pump(new Batches());
        return true;
    }

    /** What it has missed cannot be told any more: it has to look at the sales anew, and goes on from here. */
    void reset(Ring.Head head, String reason) {
        live = true;
        number = head.number();
        era = head.era();
        elsewhere = null;
        write(Buffer.buffer(Event.idLine(head.place()) + "event: reset\ndata: {\"reason\":\"" + reason + "\"}\n\n"));
    }

    /** Sends what the ring has for it, as far as the caller takes it. */
    void pump(Batches batches) {
        for (var turn = 0; live && !ended && !response.writeQueueFull(); turn++) {
            if (turn == TURNS) {
                Vertx.currentContext().runOnContext(later -> pump(new Batches()));
                return;
            }
            var head = ring.head().orElse(null);
            if (head == null || (number == head.number() && era == head.era())) {
                return;
            }
            if (era != head.era()) {
                reset(head, "Records are missing between what was told and what follows.");
            } else {
                send(ring.from(era, number, EVENTS_AT_ONCE), batches);
            }
        }
        if (live && !ended && !draining) {
            draining = true;
            response.drainHandler(drained -> {
                draining = false;
                pump(new Batches());
            });
        }
    }

    private void send(List<Event> events, Batches batches) {
        if (events.isEmpty()) {
            cut("it reads too slowly");
            return;
        }
        var bytes = elsewhere == null ? batches.encode(filter, number, events) : encode(events);
        number += events.size();
        if (bytes.length() > 0) {
            write(bytes);
        }
    }

    /** With ids of its own, until everybody has come as far. */
    private Buffer encode(List<Event> events) {
        var bytes = Buffer.buffer();
        for (var event : events) {
            if (!event.isSeenAt(elsewhere)) {
                event.kind(filter).ifPresent(kind -> event.writeTo(bytes, kind, elsewhere.max(event.after())));
            }
        }
        if (events.getLast().after().isAtOrPast(elsewhere)) {
            elsewhere = null;
        }
        return bytes;
    }

    /** A sign of life, and how far it has come: its filter may not match anything for a long time. */
    void beat() {
        if (response.writeQueueFull()) {
            if (++unsent == PATIENCE) {
                cut("it does not read");
            }
            return;
        }
        unsent = 0;
        var head = ring.head().orElse(null);
        if (live && head != null && number == head.number() && era == head.era()) {
            var place = elsewhere == null ? head.place() : elsewhere.max(head.place());
            write(Buffer.buffer((":\n" + Event.idLine(place) + "\n").getBytes(StandardCharsets.UTF_8)));
        } else {
            write(COMMENT);
        }
    }

    /** Completes when there is room for more. For a catch-up, which sends in place of the ring. */
    Future<Void> send(Buffer bytes) {
        if (ended) {
            return Future.failedFuture("the client is gone");
        }
        write(bytes);
        if (!response.writeQueueFull()) {
            return Future.succeededFuture();
        }
        var promise = Promise.<Void>promise();
        room = promise;
        response.drainHandler(drained -> promise.tryComplete());
        return promise.future();
    }

    private void write(Buffer bytes) {
        if (!ended) {
            // A failure closes the connection, of which the handlers hear.
            var unused = response.write(bytes);
        }
    }

    /** In the middle, so that the caller comes again with the last id. */
    void cut(String why) {
        if (!ended) {
            ended = true;
            room.tryComplete();
            done.tryFail(why);
        }
    }

    /** The caller is gone, or this instance goes. */
    void end() {
        if (!ended) {
            ended = true;
            if (!response.closed()) {
                var unused = response.end();
            }
            room.tryComplete();
            done.tryComplete();
        }
    }
}
