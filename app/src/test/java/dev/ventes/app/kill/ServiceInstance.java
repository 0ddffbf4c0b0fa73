package dev.ventes.app.kill;

import dev.ventes.core.topic.Topics;
import dev.ventes.infra.ServerException;
import dev.ventes.infra.process.JavaProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One instance of a service in a JVM of its own, on ports that it keeps from run to run. One that ends by itself, as a
 * connector does that learns of a higher term, is started again by {@link #revive}, as any supervisor would. Any
 * thread.
 */
final class ServiceInstance implements Target {
    private static final List<String> JVM = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final Duration LONGER_THAN_THE_SESSION = Topics.SESSION.plusSeconds(3);

    private final String service;
    private final String name;
    private final Class<?> main;
    private final Map<String, String> environment;
    private final Path log;
    private final Tally tally;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile JavaProcess process;

    ServiceInstance(
            String service, int number, Class<?> main, Map<String, String> environment, Path logs, Tally tally) {
        this.service = service;
        this.name = service + "-" + number;
        this.main = main;
        this.environment = Map.copyOf(environment);
        this.log = logs.resolve(name + ".log");
        this.tally = tally;
    }

    @Override
    public String component() {
        return service;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Fault> faults() {
        return Set.of(Fault.KILL, Fault.FREEZE, Fault.TERMINATE);
    }

    void start() {
        process = JavaProcess.start(main, environment, JVM, log);
    }

    @Override
    public void strike(Fault fault, Duration down) {
        lock.lock();
        try {
            switch (fault) {
                case KILL -> {
                    process.kill();
                    Pause.of(down);
                    start();
                }
                case TERMINATE -> {
                    terminate();
                    Pause.of(down);
                    start();
                }
                case FREEZE -> {
                    process.pause();
                    Pause.of(LONGER_THAN_THE_SESSION.plus(down));
                    process.resume();
                }
                case RESTART -> throw new IllegalArgumentException("a service is terminated");
            }
        } finally {
            lock.unlock();
        }
    }

    /** While a server that it needs is away, a service may take longer than it is given. */
    private void terminate() {
        try {
            var exit = process.terminate();
            if (exit != 0) {
                tally.note(name + " was terminated and exited with " + exit);
            }
        } catch (ServerException late) {
            tally.note(name + " did not stop in time and was killed");
            process.kill();
        }
    }

    /** Starts it again if it has ended and nobody is at it. */
    void revive() {
        if (process.isAlive() || !lock.tryLock()) {
            return;
        }
        try {
            if (!process.isAlive()) {
                tally.endedByItself(service);
                tally.note(name + " ended by itself with "
                        + process.awaitExit(Duration.ofSeconds(1)) + ": "
                        + process.said().lines().reduce((first, last) -> last).orElse("it said nothing"));
                start();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What it says of its readiness; what kept it from saying anything, where it is not there. */
    String ready(HttpClient http) {
        var uri = URI.create("http://127.0.0.1:" + environment.get(Installation.MANAGEMENT_PORT) + "/health/ready");
        try {
            return http.send(
                            HttpRequest.newBuilder(uri)
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }

    boolean wasStarted() {
        return process != null;
    }

    void stop() {
        lock.lock();
        try {
            process.close();
        } finally {
            lock.unlock();
        }
    }
}
