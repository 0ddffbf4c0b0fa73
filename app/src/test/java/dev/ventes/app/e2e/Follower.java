package dev.ventes.app.e2e;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.parsetools.RecordParser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * Follows one country's sales over connections that break off: it breaks them off itself, and they end with an API that
 * is stopped. One event loop; what it was told is read by others when it has come to rest.
 */
final class Follower {
    private final Vertx vertx;
    private final HttpClient http;
    private final List<Integer> ports;
    private final String country;
    private final Random random;
    private final Histogram latency;
    private final AtomicLong connections;
    private final List<Told> told = new ArrayList<>();
    private HttpClientResponse response;
    private Instant connectedAt = Instant.MAX;
    private volatile String lastId = "";
    private volatile int count;
    private int connection;
    private volatile boolean stopped;

    /** @param name the change's, as {@link ChangeWriter.Made} has it */
    record Told(String event, long name) {}

    /**
     * @param latency of all followers of this event loop, in milliseconds
     * @param connections of all followers
     */
    Follower(
            Vertx vertx,
            HttpClient http,
            List<Integer> ports,
            String country,
            long seed,
            Histogram latency,
            AtomicLong connections) {
        this.vertx = vertx;
        this.http = http;
        this.ports = ports;
        this.country = country;
        this.random = new Random(seed);
        this.latency = latency;
        this.connections = connections;
    }

    String country() {
        return country;
    }

    boolean hasBegun() {
        return !lastId.isEmpty();
    }

    /** How many events there were so far. */
    int count() {
        return count;
    }

    List<Told> told() {
        return told;
    }

    /** It comes back no more. Any thread. */
    void stop() {
        stopped = true;
    }

    void connect() {
        if (stopped) {
            return;
        }
        var own = ++connection;
        var options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost("127.0.0.1")
                .setPort(ports.get(random.nextInt(ports.size())))
                .setURI("/ventes/stream?pays=" + country);
        if (!lastId.isEmpty()) {
            options.putHeader("Last-Event-ID", lastId);
        }
        http.request(options)
                .compose(request -> request.send())
                .onSuccess(answer -> follow(answer, own))
                .onFailure(nobody -> again(own));
    }

    private void follow(HttpClientResponse answer, int own) {
        if (own != connection || answer.statusCode() != 200) {
            answer.request().connection().close();
            again(own);
            return;
        }
        connections.incrementAndGet();
        response = answer;
        connectedAt = Instant.now();
        var blocks = RecordParser.newDelimited("\n\n", block -> {
            if (own == connection) {
                read(block);
            }
        });
        answer.handler(blocks).endHandler(end -> again(own)).exceptionHandler(cut -> again(own));
    }

    private void again(int own) {
        if (own == connection) {
            connection++;
            response = null;
            vertx.setTimer(100 + random.nextInt(400), later -> connect());
        }
    }

    /** Breaks the connection off, if there is one, whatever is on its way, and comes back after a pause. */
    boolean kill(int pauseMillis) {
        if (response == null) {
            return false;
        }
        connection++;
        response.request().connection().close();
        response = null;
        vertx.setTimer(1 + random.nextInt(pauseMillis), later -> connect());
        return true;
    }

    private void read(Buffer block) {
        var event = "";
        for (var line : block.toString(StandardCharsets.UTF_8).lines().toList()) {
            if (line.startsWith("id: ")) {
                lastId = line.substring(4);
            } else if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("data: ")) {
                told.add(new Told(event, name(event, line)));
                count = told.size();
                time(line);
            }
        }
    }

    private static long name(String event, String data) {
        if (event.equals("reset")) {
            return 0;
        }
        var quantite = Long.parseLong(field(data, "\"quantite\":"));
        return event.equals("deleted") ? -quantite : quantite;
    }

    private void time(String data) {
        if (data.contains("\"made_at\":")) {
            var madeAt = Instant.parse(field(data, "\"made_at\":\"").replace("\"", ""));
            if (madeAt.isAfter(connectedAt)) {
                latency.recordValue(Math.max(0, System.currentTimeMillis() - madeAt.toEpochMilli()));
            }
        }
    }

    /** The first of the name: the sale as it is now, where it is there, comes before what it was. */
    private static String field(String data, String name) {
        var begin = data.indexOf(name) + name.length();
        return data.substring(begin, data.indexOf(',', begin));
    }
}
