package dev.ventes.core.config;

import dev.ventes.core.config.Settings.Fault;
import dev.ventes.core.config.Settings.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/**
 * Whether the servers that a configuration names can be reached. A name that does not resolve is a fault at once; a
 * server that does not accept connections yet is given some time, since servers and services are often started
 * together.
 */
final class Reachability {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration STARTING = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final String NO_SUCH_HOST = "no such host";

    private final Map<String, List<Server>> byKey = new LinkedHashMap<>();

    Reachability(Collection<Server> servers) {
        for (var server : servers) {
            byKey.computeIfAbsent(server.key(), key -> new ArrayList<>()).add(server);
        }
    }

    /** One look, side by side. */
    List<Fault> faults() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var looks = byKey.values().stream()
                    .map(servers -> threads.submit(() -> fault(servers)))
                    .toList();
            var faults = new ArrayList<Fault>();
            for (var look : looks) {
                look.get().ifPresent(faults::add);
            }
            return faults;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for the servers", e);
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug);
        }
    }

    /** Looks until all is well or the patience with starting servers is over. */
    List<Fault> faultsAfterWaiting() {
        var until = Instant.now().plus(STARTING);
        var faults = faults();
        while (!faults.isEmpty()
                && faults.stream().noneMatch(fault -> fault.rule().equals(NO_SUCH_HOST))
                && Instant.now().isBefore(until)) {
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return faults;
            }
            faults = faults();
        }
        return faults;
    }

    /** Of several servers for one purpose, one that answers is enough. */
    private static Optional<Fault> fault(List<Server> servers) {
        Fault fault = null;
        for (var server : servers) {
            var address = new InetSocketAddress(server.host(), server.port());
            var value = server.host() + ":" + server.port();
            if (address.isUnresolved()) {
                fault = new Fault(server.key(), value, NO_SUCH_HOST);
                continue;
            }
            try (var socket = new Socket()) {
                socket.connect(address, (int) CONNECT.toMillis());
                return Optional.empty();
            } catch (IOException unreachable) {
                fault = new Fault(server.key(), value, "cannot be reached: " + unreachable.getMessage());
            }
        }
        return Optional.ofNullable(fault);
    }
}
