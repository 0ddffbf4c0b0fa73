package dev.ventes.api.batch;

import dev.ventes.api.http.Answer;
import dev.ventes.api.http.Problem;
import dev.ventes.api.http.Request;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One batch under way. Lines are begun in their order, many at once; one about a sale that an earlier line is still
 * changing waits for that. Results are told in the order of the lines. Reads no further ahead than it works, and begins
 * nothing more when the caller is gone. Its event loop.
 */
final class Batch {
    /** Lines that are read and wait, before the caller is not listened to. */
    private static final int AHEAD = 500;

    /** Results that are told at once, of lines that end when they are begun. */
    private static final int TOGETHER = 50;

    private static final long PAUSE_MILLIS = 5;

    private final RoutingContext context;
    private final HttpServerRequest http;
    private final HttpServerResponse response;
    private final Lines lines;
    private final Limits limits;
    private final Slots slots;
    private final Function<Buffer, Operation> reading;
    private final Function<Throwable, Problem> failing;
    private final Promise<Void> done = Promise.promise();
    private final Deque<Line> waiting = new ArrayDeque<>();
    private final Deque<Result> results = new ArrayDeque<>();
    private final Set<Long> busy = new HashSet<>();
    private Operation next;
    private int underWay;
    private long last;
    private long lastSeen;
    private String refusal = "";
    private boolean trying;
    private boolean called;
    private long bytes;
    private boolean paused;
    private boolean ended;
    private boolean gone;

    /** The line's end, in its place among the results, when it is known. */
    private static final class Result {
        private Buffer told;
    }

    /**
     * @param context of the request, whose body nobody has read
     * @param reading a line's operation, or the {@link Problem} that it throws
     * @param failing the problem to tell of a failure
     */
    Batch(
            RoutingContext context,
            Lines lines,
            Limits limits,
            Slots slots,
            Function<Buffer, Operation> reading,
            Function<Throwable, Problem> failing) {
        this.context = context;
        this.http = context.request();
        this.response = context.response();
        this.lines = lines;
        this.limits = limits;
        this.slots = slots;
        this.reading = reading;
        this.failing = failing;
    }

    /** Completes when everything that was begun has come to its end. */
    Future<Void> run() {
        response.setChunked(true);
        response.closeHandler(closed -> leave())
                .exceptionHandler(broken -> leave())
                .drainHandler(taken -> work());
        // Of a response that the deadline has ended, the connection's end is not told to it any more.
        context.addEndHandler(over -> leave());
        http.exceptionHandler(broken -> leave())
                .handler(this::take)
                .endHandler(end -> {
                    add(lines.end());
                    ended = true;
                    work();
                })
                .resume();
        beginAnswer();
        var watch = context.vertx().setPeriodic(limits.patience().toMillis(), passed -> requireProgress());
        done.future().onComplete(over -> context.vertx().cancelTimer(watch));
        return done.future();
    }

    private void take(Buffer part) {
        bytes += part.length();
        if (ended) {
            return;
        }
        if (bytes > limits.bytes()) {
            refuseTheRest("The body is larger than " + limits.bytes() + " bytes.");
        } else {
            add(lines.feed(part));
        }
        work();
    }

    /** Who sends a byte now and then would keep the place of somebody else for days. */
    private void requireProgress() {
        if (!ended && !paused && lines.isList() && last == lastSeen) {
            refuseTheRest("No line came to its end for " + limits.patience().toMillis() + " ms.");
            work();
        }
        // Who was not listened to has all the time again.
        lastSeen = paused ? -1 : last;
    }

    /** However late the first result comes: a deadline would end the answer while lines are under way. */
    private void beginAnswer() {
        if (lines.isList() && !gone && !response.headWritten()) {
            var unused = response.write(Buffer.buffer());
        }
    }

    private void add(List<Line> more) {
        beginAnswer();
        if (!lines.isList() && !more.isEmpty()) {
            refuseAll(fault(Line.Fault.NO_ARRAY));
            return;
        }
        for (var line : more) {
            if (ended || gone) {
                return;
            }
            if (line.number() > limits.lines()) {
                refuseTheRest("A batch has at most " + limits.lines() + " lines.");
            } else {
                waiting.add(line);
                last = line.number();
            }
        }
    }

    /** Nothing has been begun, and nothing been told. */
    private void refuseAll(Problem why) {
        ended = true;
        if (done.tryComplete()) {
            Request.passOver(context, limits.bytes());
            context.fail(why);
        }
    }

    /** What has been read so far is done; what is said of the rest has the number of its first line. */
    private void refuseTheRest(String why) {
        ended = true;
        waiting.add(Line.of(last + 1, Line.Fault.TOO_MANY));
        refusal = why;
    }

    /** For all that come to their end at about the same time, once. */
    private void call() {
        if (!called) {
            called = true;
            context.vertx().runOnContext(now -> {
                called = false;
                work();
            });
        }
    }

    private void work() {
        // Who does not take the results gets no more of them to keep.
        while (!gone && !waiting.isEmpty() && !response.writeQueueFull() && begin(waiting.peek())) {
            waiting.remove();
            if (results.size() % TOGETHER == 0) {
                tell();
            }
        }
        if (!ended && waiting.size() > AHEAD) {
            paused = true;
            http.pause();
        } else if (paused && waiting.size() <= AHEAD / 2) {
            paused = false;
            http.resume();
        }
        tell();
    }

    /** False if it has to wait. */
    private boolean begin(Line line) {
        try {
            if (line.fault().isPresent()) {
                throw fault(line.fault().get());
            }
            next = next == null ? reading.apply(line.bytes()) : next;
        } catch (RuntimeException failed) {
            var result = new Result();
            result.told = Results.of(line.number(), failing.apply(failed), Optional.empty());
            results.add(result);
            return true;
        }
        if (next.sale().filter(busy::contains).isPresent()) {
            return false;
        }
        if (!slots.take()) {
            if (underWay == 0 && !trying) {
                // Others have them all, and nothing of ours will end and come back here.
                trying = true;
                context.vertx().setTimer(PAUSE_MILLIS, later -> {
                    trying = false;
                    work();
                });
            }
            return false;
        }
        begin(line.number(), next);
        next = null;
        return true;
    }

    private Problem fault(Line.Fault fault) {
        return switch (fault) {
            case TOO_LONG ->
                Problem.of(Problem.Type.TOO_LARGE, "The line is longer than " + limits.longest() + " bytes.");
            case NO_ARRAY -> Problem.invalid("body", "must be a JSON array of operations");
            case TOO_MANY -> Problem.of(Problem.Type.TOO_LARGE, refusal + " Nothing was done from this line on.");
        };
    }

    private void begin(long number, Operation operation) {
        var result = new Result();
        results.add(result);
        underWay++;
        operation.sale().ifPresent(busy::add);
        Future<Answer> answer;
        try {
            answer = operation.endpoint().answer(operation.request());
        } catch (RuntimeException broken) {
            answer = Future.failedFuture(broken);
        }
        answer.onComplete(over -> {
            slots.give();
            underWay--;
            operation.sale().ifPresent(busy::remove);
            result.told = over.succeeded()
                    ? Results.of(number, over.result(), operation.sale())
                    : Results.of(number, failing.apply(over.cause()), operation.sale());
            call();
        });
    }

    private void tell() {
        var told = Buffer.buffer();
        while (!results.isEmpty() && results.peek().told != null) {
            told.appendBuffer(results.remove().told);
        }
        if (!gone && told.length() > 0) {
            // A failure closes the connection, of which the handler hears.
            var unused = response.write(told);
        }
        if (underWay > 0) {
            return;
        }
        if (gone) {
            done.tryFail("the caller is gone");
        } else if (ended && waiting.isEmpty() && done.tryComplete()) {
            var unused = response.end().onComplete(sent -> endRefused());
        }
    }

    /** What is still to come would be taken for the next request's. */
    private void endRefused() {
        if (!refusal.isEmpty() && !http.isEnded() && http.version() != HttpVersion.HTTP_2) {
            http.connection().close();
        }
    }

    /** What was begun goes on; the last of it ends the batch. */
    private void leave() {
        if (!done.future().isComplete()) {
            gone = true;
            ended = true;
            waiting.clear();
            tell();
        }
    }
}
