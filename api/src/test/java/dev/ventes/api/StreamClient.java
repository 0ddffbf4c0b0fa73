package dev.ventes.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Follows the stream as a browser would, over as many connections as it takes. */
final class StreamClient {
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private volatile String lastId = "";
    private final AtomicInteger connections = new AtomicInteger();

    /** An event. */
    record Told(String event, String data) {
        String field(String name) {
            var begin = data.indexOf("\"" + name + "\":") + name.length() + 3;
            var end = data.indexOf(',', begin);
            return data.substring(begin, end).replace("\"", "");
        }
    }

    /** All events so far. */
    List<Told> told() {
        return told;
    }

    String lastId() {
        return lastId;
    }

    /** Goes on from an id of another's. */
    void lastId(String id) {
        lastId = id;
    }

    int connections() {
        return connections.get();
    }

    /** One connection, until the other end or {@code cut} ends it, which is asked after each line. */
    HttpResponse<?> follow(int port, String query, BooleanSupplier cut) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ventes/stream" + query))
                .header("Accept", "text/event-stream");
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        var response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        connections.incrementAndGet();
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            read(lines, cut);
        } catch (IOException closed) {
            // As when the network fails: what is whole has been taken.
        }
        return response;
    }

    private void read(BufferedReader lines, BooleanSupplier cut) throws IOException {
        var id = lastId;
        var event = "";
        var data = "";
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.isEmpty()) {
                lastId = id;
                if (!data.isEmpty()) {
                    told.add(new Told(event, data));
                }
                event = "";
                data = "";
            }
            if (cut.getAsBoolean()) {
                return;
            }
        }
    }

    /** Follows on a thread of its own, cut at each line where it is told to, until {@code enough}. */
    Thread keepFollowing(Supplier<Integer> port, String query, BooleanSupplier cut, BooleanSupplier enough) {
        return Thread.ofVirtual().start(() -> {
            while (!enough.getAsBoolean()) {
                try {
                    follow(port.get(), query, () -> cut.getAsBoolean() || enough.getAsBoolean());
                } catch (IOException later) {
                    Thread.onSpinWait();
                } catch (InterruptedException over) {
                    return;
                }
            }
        });
    }
}
