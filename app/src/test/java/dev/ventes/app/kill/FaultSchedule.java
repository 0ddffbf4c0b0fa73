package dev.ventes.app.kill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Strikes at random moments. Faults are dealt from a shuffled deck that holds each kind of each component once, so that
 * no run leaves one out for long; which instance is hit, when, and for how long is up to the seed. Faults of different
 * targets overlap.
 */
final class FaultSchedule {
    private static final int SHORTEST_GAP = 500;
    private static final int LONGEST_GAP = 6_000;
    private static final int SHORTEST_DOWN = 100;
    private static final int LONGEST_DOWN = 4_000;

    private final List<Target> targets;
    private final Runnable calm;
    private final Random random;
    private final Tally tally;
    private final Set<Target> struck = ConcurrentHashMap.newKeySet();
    private final List<Card> deck = new ArrayList<>();

    private record Card(String component, Fault fault) {}

    /** {@code calm} runs before each deck, when everything has been mended: it returns when all is well again. */
    FaultSchedule(List<Target> targets, Runnable calm, long seed, Tally tally) {
        this.targets = List.copyOf(targets);
        this.calm = calm;
        this.random = new Random(seed);
        this.tally = tally;
    }

    /**
     * Returns how many there were when all faults are over; throws what kept one of them from being mended.
     *
     * @param atMost after which no further one begins
     */
    int run(int events, Duration atMost) throws InterruptedException, ExecutionException {
        var end = tally.sinceBegin().plus(atMost);
        try (var threads = Executors.newCachedThreadPool()) {
            var running = new ArrayList<Future<?>>();
            for (var event = 1; event <= events && tally.sinceBegin().compareTo(end) < 0; event++) {
                if (deck.isEmpty()) {
                    for (var fault : running) {
                        fault.get();
                    }
                    calm.run();
                    fill();
                }
                Pause.ofMillis(random.nextInt(SHORTEST_GAP, LONGEST_GAP));
                var card = deck.removeLast();
                var target = pick(card.component());
                var down = Duration.ofMillis(random.nextInt(SHORTEST_DOWN, LONGEST_DOWN));
                tally.struck(card.component(), card.fault());
                tally.note("event " + event + ": " + target.name() + " "
                        + card.fault().label() + " for " + down);
                running.add(threads.submit(() -> {
                    target.strike(card.fault(), down);
                    tally.note(target.name() + " is back");
                    struck.remove(target);
                }));
            }
            for (var fault : running) {
                fault.get();
            }
            return running.size();
        }
    }

    private void fill() {
        targets.stream()
                .flatMap(target -> target.faults().stream().map(fault -> new Card(target.component(), fault)))
                .distinct()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .forEach(deck::add);
        Collections.shuffle(deck, random);
    }

    /** One of the component's that is not struck already; if all are, waits for the first that is mended. */
    private Target pick(String component) {
        var all = targets.stream()
                .filter(target -> target.component().equals(component))
                .toList();
        var first = random.nextInt(all.size());
        for (var i = first; ; i++) {
            var target = all.get(i % all.size());
            if (struck.add(target)) {
                return target;
            }
            if ((i + 1 - first) % all.size() == 0) {
                Pause.ofMillis(50);
            }
        }
    }
}
