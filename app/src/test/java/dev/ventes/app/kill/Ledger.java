package dev.ventes.app.kill;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What the API said of each write, and what it must not have said. Any thread. */
final class Ledger {
    private final AtomicLong nextQuantite = new AtomicLong(Version.FIRST_QUANTITE);
    private final Map<Long, Long> acknowledged = new ConcurrentHashMap<>();
    private final Map<Long, String> refused = new ConcurrentHashMap<>();
    private final Map<Long, Version> unknownCreations = new ConcurrentHashMap<>();
    private final List<HeldSale> sales = Collections.synchronizedList(new ArrayList<>());
    private final Queue<String> wrongAnswers = new ConcurrentLinkedQueue<>();
    private final Tally tally;

    Ledger(Tally tally) {
        this.tally = tally;
    }

    long nextQuantite() {
        return nextQuantite.getAndIncrement();
    }

    /** From now on it is compared in the end. */
    void hold(HeldSale sale) {
        sales.add(sale);
    }

    List<HeldSale> sales() {
        return List.copyOf(sales);
    }

    void acknowledged(long id, Version version) {
        tally.add("acknowledged", 1);
        if (!version.deletes()) {
            acknowledged.put(version.quantite(), id);
        }
    }

    /** Not made, as its answer or its stale condition says: it must never be seen. */
    void refused(long id, Version version, int status) {
        tally.add(
                switch (status) {
                    case ApiClient.NOT_SENT -> "not sent";
                    case 404, 409 -> "refused";
                    case 412 -> "refused by If-Match";
                    case 503 -> "unavailable";
                    default -> "unknown";
                },
                1);
        if (!version.deletes()) {
            refused.put(version.quantite(), "sale " + id + ", answered " + status);
        }
    }

    void unknown() {
        tally.add("unknown", 1);
    }

    void unknownCreation(Version version) {
        unknown();
        unknownCreations.put(version.quantite(), version);
    }

    void wrongAnswer(String what) {
        wrongAnswers.add(what);
    }

    /** The sale of every acknowledged write, by the write's quantity. */
    Map<Long, Long> acknowledged() {
        return Collections.unmodifiableMap(acknowledged);
    }

    Map<Long, String> refused() {
        return Collections.unmodifiableMap(refused);
    }

    Map<Long, Version> unknownCreations() {
        return Collections.unmodifiableMap(unknownCreations);
    }

    Queue<String> wrongAnswers() {
        return wrongAnswers;
    }
}
