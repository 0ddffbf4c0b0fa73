package dev.ventes.app.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.app.e2e.Observed;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests that are made from the contract, for every operation of it, and answers that are held against it.
 *
 * <p>{@code -Dventes.fuzz.requests=20000} says how many, {@code -Dventes.fuzz.seed=} makes the same again as far as the
 * answers of which later ones are made are the same, {@code -Dventes.fuzz.url=} asks a system that runs elsewhere.
 */
class FuzzIT {
    private static final int REQUESTS = Integer.getInteger("ventes.fuzz.requests", 2_000);
    private static final int CLIENTS = 8;
    private static final long SEED =
            Long.getLong("ventes.fuzz.seed", ThreadLocalRandom.current().nextInt(1_000_000));
    private static final String URL = System.getProperty("ventes.fuzz.url");

    @TempDir
    Path folder;

    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> told = new ConcurrentHashMap<>();

    @Test
    void noAnswerIsOutsideTheContract() throws Exception {
        System.out.println("fuzz: " + REQUESTS + " requests, -Dventes.fuzz.seed=" + SEED);
        if (URL != null) {
            fuzz(URI.create(URL));
        } else {
            try (var system = new Observed(folder)) {
                fuzz(system.pipeline.api());
            }
        }
        System.out.println("fuzz: " + new TreeMap<>(told));

        assertThat(faults.stream().limit(20)).as("-Dventes.fuzz.seed=%d", SEED).isEmpty();
        assertThat(told.keySet().stream()
                        .map(key -> key.substring(0, key.indexOf(" ")))
                        .distinct())
                .as("operations that answered at all")
                .containsAll(Contract.read().operations().stream()
                        .map(Contract.Operation::id)
                        .toList());
    }

    private void fuzz(URI api) throws Exception {
        var contract = Contract.read();
        var problem = contract.operations().stream()
                .map(operation -> operation.responses().get("default"))
                .filter(response -> response != null)
                .findFirst()
                .orElseThrow();
        var memory = new Memory(new Random(SEED));
        try (var client = new Client(api);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = IntStream.range(0, CLIENTS)
                    .mapToObj(number -> threads.submit(() -> {
                        var calls = new Calls(contract, new Random(SEED + number), memory);
                        for (var count = REQUESTS / CLIENTS; count > 0; count--) {
                            check(calls.next(), client, memory, problem);
                        }
                        return null;
                    }))
                    .toList();
            for (var one : running) {
                one.get();
            }
        }
    }

    private void check(Call call, Client client, Memory memory, Contract.Response problem) throws InterruptedException {
        try {
            var answer = client.send(call);
            memory.learn(answer.text());
            var operation = call.operation() == null ? "none" : call.operation().id();
            told.computeIfAbsent(operation + " " + answer.status(), any -> new AtomicInteger())
                    .incrementAndGet();
            answer.fault(call, problem)
                    .ifPresent(fault -> faults.add("the answer " + fault + "\n  " + call + "\n  " + answer));
        } catch (IOException noAnswer) {
            faults.add("no answer: " + noAnswer + "\n  " + call);
        }
    }
}
